import { describe, expect, it } from 'vitest';
import { resume } from '../../src/app/resume.ts';
import { watchClock } from '../../src/features/status/clock-watch.ts';
import { putJobsAgain } from '../../src/features/status/job-watch.ts';
import { planRelease, pushVersion, release, rollBack } from '../harness/app/actions.ts';
import { JOBS } from '../harness/app/jobs.ts';
import { codes, heldSurfaces, latest, POINTER, pointerText } from '../harness/app/seen.ts';
import { loaderText } from '../harness/fakes/story.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { type Open, onPostgres, onSqlite } from './forged/places.ts';

/** Rows without fields in the journal: a forged one changes nothing for customers. */
describe('rows that the journal does not tell of, in SQLite', () => describeRows(onSqlite()));

describe('rows that the journal does not tell of, in PostgreSQL', () => {
  describeRows(onPostgres(needsPostgres()));
});

const HOLDERS = [`'rel_nobody'`, 'null'];

function describeRows(open: Open): void {
  it.each(HOLDERS)('rolls back though a surface is said to be held by %s', async (holder) => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await sql(`update surfaces set held_by = ${holder}`);

    const asked = await rollBack(app);
    await app.work(900_000);

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-js')).toBe('1.1.0');
    expect(await heldSurfaces(app)).toEqual([]);
  });

  it('plans a release though a surface is said to be held by no operation', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await resume(app.context);
    await app.work(30_000);
    await sql(`update surfaces set held_by = 'rel_nobody'`);

    expect((await planRelease(app)).is).toBe('accepted');
  });

  it('lets no second release in though the hold of the first was deleted', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    const asked = await app.request();
    await app.approve(asked);
    await sql(`update surfaces set held_by = null`);

    expect(codes(await planRelease(app))).toContain('surface-held');
  });

  it('finds a change of what is live though the surface is said to be held', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await sql(`update surfaces set held_by = 'rel_nobody'`);
    app.world.objects.put({ path: POINTER, text: 'foreign()' });

    await app.store.transaction((tx) =>
      tx.jobs.put({
        key: 'verify-live',
        kind: 'verify-live',
        subject: { kind: 'store', id: 'surfaces' },
        priority: 'normal',
        dueAt: app.world.clock.now().toISOString(),
      }),
    );
    await app.work(30_000);

    const alerts = await app.store.transaction((tx) => tx.alerts.open());
    expect(alerts).toMatchObject([{ subject: { id: 'pointer:v1' }, state: { is: 'firing' } }]);
    expect(alerts[0]?.details['what']).toMatch(/unknown content/);
  });

  it.each([
    ['deleted', 'delete from jobs'],
    ['put off', `update jobs set due_at = '2999-01-01T00:00:00.000Z'`],
    ['claimed for ever', `update jobs set claimed_by = 'x', claimed_until = '2999-01-01T00:00:00.000Z'`],
    ['claimed for no time', `update jobs set claimed_by = 'x', claimed_until = null`],
    [
      'claimed and put off',
      `update jobs set claimed_by = 'x', claimed_until = '2999', due_at = '2999-01-01T00:00:00.000Z'`,
    ],
  ])('goes on when its jobs were %s', async (_what, sql) => {
    await using forged = await open();
    const { app, sql: run } = forged;
    app.letWorkflowRun();
    const asked = await app.request();
    await app.approve(asked);
    await run(sql);

    await putJobsAgain(app.context);
    await app.world.clock.advance(60_000);
    await app.work();
    // What was said since has jobs of its own; these wait for the look after.
    await putJobsAgain(app.context);
    await app.world.clock.advance(60_000);
    await app.work();

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(await app.store.transaction((tx) => tx.outbox.undelivered(10))).toEqual([]);
  });

  it('ends the run of a stopped release though the job for that was deleted', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    app.world.scm.onRun((run) => void app.world.scm.claimFor(run));
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    app.world.scm.breakCall('revokeClaim', 'unknown');
    await rollBack(app, { target: 'v1.0.0', reason: 'drill', cdnOnly: true });
    await sql('delete from jobs');

    await putJobsAgain(app.context);
    await app.world.clock.advance(61_000);
    await app.work(120_000);

    expect(app.world.scm.claims.get(asked.id)?.claim).toMatchObject({ state: 'revoked' });
    expect(app.world.scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);

    // Once it has ended it is left alone.
    const calls = app.world.scm.calls.length;
    await putJobsAgain(app.context);
    await app.world.clock.advance(61_000);
    await app.work(120_000);
    expect(app.world.scm.calls.slice(calls)).toEqual([]);
  });

  it.each([
    ['set back to waiting', `state = 'pending', ts = null, delivered = 0, note = 'null'`],
    ['said to be in flight', `state = 'sending', ts = null, delivered = 0`],
    ['said not to be delivered', 'delivered = 0'],
  ])('posts nothing again that was posted: every message %s', async (_how, columns) => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await app.work(60_000);
    const posted = app.world.chat.posts.map(({ key }) => key).toSorted();
    const sentBefore = app.world.chat.callsOf('post').length;
    await sql(`update outbox set ${columns}`);

    for (let look = 0; look < 3; look += 1) {
      await putJobsAgain(app.context);
      await app.world.clock.advance(61_000);
      await app.work(60_000);
    }

    expect(app.world.chat.posts.map(({ key }) => key).toSorted()).toEqual(posted);
    expect(app.world.chat.callsOf('post')).toHaveLength(sentBefore);
    expect(await app.store.transaction((tx) => tx.outbox.undelivered(100))).toEqual([]);
  });

  it('moves nothing on the word of a job', async () => {
    await using forged = await open();
    const { app } = forged;
    const done = await release(app);
    pushVersion(app, '1.2.1');
    const waiting = await app.request('v1.2.1');
    const at = app.world.clock.now().toISOString();
    const writes = () =>
      (['createTag', 'dispatch', 'deleteTag', 'cancelRun'] as const).map(
        (call) => app.world.scm.callsOf(call).length,
      );
    const before = { writes: writes(), pointer: pointerText(app), latest: latest(app, 'navi-js') };
    const incident = { topic: 'rollback', version: '1.2.0', restored: '1.1.0', says: null, person: 'ada' };
    const payloads: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
      beat: { summary: 'card:rel_nobody', since: at },
      'check-summary': { key: 'card:rel_nobody', since: at },
      'draft-incident': { ...incident, since: at },
    };
    for (const kind of JOBS.names)
      for (const id of ['rel_nobody', done.id, waiting.id, '', '999999', 'v1'])
        await app.store.transaction((tx) =>
          tx.jobs.put({
            key: `forged:${kind}:${id}`,
            kind,
            subject: { kind: 'operation', id },
            priority: 'urgent',
            dueAt: at,
            ...(kind in payloads ? { payload: payloads[kind] } : {}),
          }),
        );

    await app.work(120_000);

    expect({ writes: writes(), pointer: pointerText(app), latest: latest(app, 'navi-js') }).toEqual(before);
    expect((await app.operation(done.id)).state).toEqual(done.state);
    expect((await app.operation(waiting.id)).state).toEqual(waiting.state);
  });

  it('posts nothing that Navi did not write, and a lost card again', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    const asked = await app.request();
    const forgedText = 'v9.9.9 is released';
    await sql(
      `insert into outbox (key, subject_kind, subject_id, position, about, channel, in_thread, state, ts, wanted, delivered, attempts, since, updated_at, note, seal) select 'notice:forged', subject_kind, subject_id, 99, '{"is":"notice","level":"good","text":"${forgedText}","whom":null}', channel, 0, 'pending', null, 1, 0, 0, since, updated_at, note, seal from outbox where key = 'card:${asked.id}'`,
    );
    await sql(`delete from outbox where key = 'card:${asked.id}'`);
    await putJobsAgain(app.context);
    await app.world.clock.advance(app.context.settings.release.expiresAfter);
    await app.work();

    expect(JSON.stringify(app.world.chat.posts)).not.toContain(forgedText);
    expect(await app.store.transaction((tx) => tx.outbox.get(`card:${asked.id}`))).toMatchObject({
      state: 'sent',
    });
  });

  it('starts, and believes no clock, on the word of the newest journal row', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    // What a first start journals comes before the forged row.
    const other = forged.restarted();
    await resume(other.context);
    const row = {
      ...{ sequence: 9_999, at: '+275760-09-13T00:00:00.000Z', subject: { kind: 'x', id: 'x' }, event: 'x' },
      ...{ actor: { is: 'navi' }, planHash: null, details: {}, keyId: 'k', previous: 'p', mac: 'm' },
    };
    await sql(
      `insert into journal (sequence, subject_kind, subject_id, event, body) values (9999, 'x', 'x', 'x', '${JSON.stringify(row)}')`,
    );
    await watchClock(other.context, AbortSignal.abort());
    await rollBack(other);
    await other.work(900_000);

    expect(pointerText(other)).toBe(loaderText('1.1.0'));
    expect(JSON.stringify(other.world.chat.posts)).not.toContain('The clock of');
  });

  it('takes no right for granted on the word of a row', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await sql(`update rights set state = 'granted', tried_at = '2999-01-01T00:00:00.000Z'`);

    expect(await app.store.transaction((tx) => tx.rights.all())).toEqual([]);
  });

  it('adopts nothing in place of a deleted row', async () => {
    await using forged = await open();
    const { app, sql } = forged;
    await release(app);
    await sql(`delete from surfaces where id = 'pointer:v1'`);
    app.world.objects.put({ path: POINTER, text: 'foreign()' });
    const other = forged.restarted();
    await resume(other.context);
    await other.work(60_000);

    expect(codes(await planRelease(other, { version: 'v1.2.0' }))).toContain('record-differs');
    await rollBack(other);
    await other.work(900_000);
    expect(pointerText(other)).toBe(loaderText('1.1.0'));
  });
}
