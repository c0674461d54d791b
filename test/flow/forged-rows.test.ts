import { describe, expect, it } from 'vitest';
import { putJobsAgain } from '../../src/flow/job-watch.ts';
import { resume } from '../../src/flow/resume.ts';
import { JOBS } from '../builders/jobs.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { loaderText } from '../fakes/story.ts';
import { planRelease, pushVersion, release, rollBack } from './deeds.ts';
import { type Open, onPostgres, onSqlite } from './forged/places.ts';
import { codes, heldSurfaces, latest, POINTER, pointerText } from './seen.ts';

/** Rows that the journal does not tell of: what somebody writes there changes nothing that customers have. */
describe('rows that the journal does not tell of, in SQLite', () => describeRows(onSqlite()));

describe('rows that the journal does not tell of, in PostgreSQL', () => {
  describeRows(onPostgres(needsPostgres()));
});

const HOLDERS = [`'rel_nobody'`, 'null'];

function describeRows(open: Open): void {
  it.each(HOLDERS)('rolls back though a surface is said to be held by %s', async (holder) => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`update surfaces set held_by = ${holder}`);

    const asked = await rollBack(desk);
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-js')).toBe('1.1.0');
    expect(await heldSurfaces(desk)).toEqual([]);
  });

  it('plans a release though a surface is said to be held by no operation', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await resume(desk.ground);
    await desk.work(30_000);
    await sql(`update surfaces set held_by = 'rel_nobody'`);

    expect((await planRelease(desk)).is).toBe('accepted');
  });

  it('lets no second release in though the hold of the first was deleted', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    const asked = await desk.request();
    await desk.approve(asked);
    await sql(`update surfaces set held_by = null`);

    expect(codes(await planRelease(desk))).toContain('surface-held');
  });

  it('finds a change of what is live though the surface is said to be held', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`update surfaces set held_by = 'rel_nobody'`);
    desk.world.objects.put({ path: POINTER, text: 'foreign()' });

    await desk.store.transaction((tx) =>
      tx.duties.put({
        key: 'verify-live',
        kind: 'verify-live',
        subject: { kind: 'store', id: 'surfaces' },
        lane: 'normal',
        dueAt: desk.world.clock.now().toISOString(),
      }),
    );
    await desk.work(30_000);

    const surfaces = await desk.store.transaction((tx) => tx.surfaces.all());
    expect(surfaces.find(({ id }) => id === 'pointer:v1')?.outside?.what).toMatch(/unknown content/);
  });

  it.each([
    ['deleted', 'delete from jobs'],
    ['put off', `update jobs set due_at = '2999-01-01T00:00:00.000Z'`],
  ])('goes on when its jobs were %s', async (_what, sql) => {
    await using forged = await open();
    const { desk, sql: run } = forged;
    desk.letWorkflowRun();
    const asked = await desk.request();
    await desk.approve(asked);
    await run(sql);

    await putJobsAgain(desk.ground);
    await desk.world.clock.advance(60_000);
    await desk.work();
    // What was said since has jobs of its own; these wait for the look after.
    await putJobsAgain(desk.ground);
    await desk.world.clock.advance(60_000);
    await desk.work();

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(await desk.store.transaction((tx) => tx.outbox.undelivered(10))).toEqual([]);
  });

  it('ends the run of a stopped release though the job for that was deleted', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    desk.world.scm.onRun((run) => void desk.world.scm.claimFor(run));
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(20_000);
    desk.world.scm.failNext('revokeClaim', 'unknown');
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill', cdnOnly: true });
    await sql('delete from jobs');

    await putJobsAgain(desk.ground);
    await desk.world.clock.advance(61_000);
    await desk.work(120_000);

    expect(desk.world.scm.claims.get(asked.id)?.claim).toMatchObject({ state: 'revoked' });
    expect(desk.world.scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);

    // Once it has ended it is left alone.
    const calls = desk.world.scm.calls.length;
    await putJobsAgain(desk.ground);
    await desk.world.clock.advance(61_000);
    await desk.work(120_000);
    expect(desk.world.scm.calls.slice(calls)).toEqual([]);
  });

  it.each([
    ['set back to waiting', `state = 'pending', ts = null, delivered = 0, note = 'null'`],
    ['said to be in flight', `state = 'sending', ts = null, delivered = 0`],
    ['said not to be delivered', 'delivered = 0'],
  ])('posts nothing again that was posted: every message %s', async (_how, columns) => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await desk.work(60_000);
    const posted = desk.world.chat.posts.map(({ key }) => key).toSorted();
    const sentBefore = desk.world.chat.callsOf('post').length;
    await sql(`update outbox set ${columns}`);

    for (let look = 0; look < 3; look += 1) {
      await putJobsAgain(desk.ground);
      await desk.world.clock.advance(61_000);
      await desk.work(60_000);
    }

    expect(desk.world.chat.posts.map(({ key }) => key).toSorted()).toEqual(posted);
    expect(desk.world.chat.callsOf('post')).toHaveLength(sentBefore);
    expect(await desk.store.transaction((tx) => tx.outbox.undelivered(100))).toEqual([]);
  });

  it('moves nothing on the word of a job', async () => {
    await using forged = await open();
    const { desk } = forged;
    const done = await release(desk);
    pushVersion(desk, '1.2.1');
    const waiting = await desk.request('v1.2.1');
    const at = desk.world.clock.now().toISOString();
    const writes = () =>
      (['createTag', 'dispatch', 'deleteTag', 'cancelRun'] as const).map(
        (call) => desk.world.scm.callsOf(call).length,
      );
    const before = { writes: writes(), pointer: pointerText(desk), latest: latest(desk, 'navi-js') };
    for (const kind of JOBS.names)
      for (const id of ['rel_nobody', done.id, waiting.id, '', '999999', 'v1'])
        await desk.store.transaction((tx) =>
          tx.duties.put({
            key: `forged:${kind}:${id}`,
            kind,
            subject: { kind: 'operation', id },
            lane: 'urgent',
            dueAt: at,
          }),
        );

    await desk.work(120_000);

    expect({ writes: writes(), pointer: pointerText(desk), latest: latest(desk, 'navi-js') }).toEqual(before);
    expect((await desk.operation(done.id)).state).toEqual(done.state);
    expect((await desk.operation(waiting.id)).state).toEqual(waiting.state);
  });

  it('posts nothing that Navi did not write, and a lost card again', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    const asked = await desk.request();
    const forgedText = 'v9.9.9 is released';
    await sql(
      `insert into outbox (key, subject_kind, subject_id, position, about, channel, in_thread, state, ts, wanted, delivered, attempts, since, updated_at, note, seal) select 'notice:forged', subject_kind, subject_id, 99, '{"is":"notice","level":"good","text":"${forgedText}","whom":null}', channel, 0, 'pending', null, 1, 0, 0, since, updated_at, note, seal from outbox where key = 'card:${asked.id}'`,
    );
    await sql(`delete from outbox where key = 'card:${asked.id}'`);
    await putJobsAgain(desk.ground);
    await desk.world.clock.advance(desk.ground.settings.release.expiresAfter);
    await desk.work();

    expect(JSON.stringify(desk.world.chat.posts)).not.toContain(forgedText);
    expect(await desk.store.transaction((tx) => tx.outbox.get(`card:${asked.id}`))).toMatchObject({
      state: 'sent',
    });
  });

  it('takes no right for granted on the word of a row', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`update rights set state = 'granted', tried_at = '2999-01-01T00:00:00.000Z'`);

    expect(await desk.store.transaction((tx) => tx.rights.all())).toEqual([]);
  });

  it('adopts nothing in the place of a row that somebody has deleted', async () => {
    await using forged = await open();
    const { desk, sql } = forged;
    await release(desk);
    await sql(`delete from surfaces where id = 'pointer:v1'`);
    desk.world.objects.put({ path: POINTER, text: 'foreign()' });
    const other = forged.restarted();
    await resume(other.ground);
    await other.work(60_000);

    expect(codes(await planRelease(other, { version: 'v1.2.0' }))).toContain('record-differs');
    await rollBack(other);
    await other.work(900_000);
    expect(pointerText(other)).toBe(loaderText('1.1.0'));
  });
}
