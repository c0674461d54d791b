import { describe, expect, it } from 'vitest';
import { enqueueJob } from '../../src/engine/save.ts';
import { putJobsAgain } from '../../src/features/status/job-watch.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { carryRelease, release, rollBack } from '../harness/app/actions.ts';
import type { TestApp } from '../harness/app/app.ts';
import { latest, pointerText } from '../harness/app/seen.ts';
import { loaderText } from '../harness/fakes/story.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { type Body, type ForgedApp, type Open, onPostgres, onSqlite } from './forged/places.ts';

const AT = '2026-11-23T09:00:00.000Z';
type Forge = (forged: ForgedApp, id: string) => Promise<unknown>;

const ENDS: readonly (readonly [string, Forge])[] = [
  [
    'says that it was cancelled',
    async ({ forge, sql }, id) => {
      await forge(id, (body) => {
        body.state = { is: 'abandoned', at: AT, by: 'Ada Okafor' };
        Object.assign(body, { finishedAt: AT });
      });
      await sql(`update operations set is_open = 0, finished_at = '${AT}' where id = '${id}'`);
    },
  ],
  [
    'says that it is done',
    async ({ forge, sql }, id) => {
      await forge(id, (body) => {
        body.state = { is: 'done', at: AT };
        Object.assign(body, { finishedAt: AT });
      });
      await sql(`update operations set is_open = 0, finished_at = '${AT}' where id = '${id}'`);
    },
  ],
  ['was deleted', ({ sql }, id) => sql(`delete from operations where id = '${id}'`)],
];

const WHEN = { begunAt: AT, since: AT };
const STALLS: readonly (readonly [string, Body['steps'][string]])[] = [
  [
    'a person writes its pointer',
    { is: 'held', ...WHEN, reason: { code: 'hand-over', detail: 'x' }, choices: ['retry'] },
  ],
  [
    'its pointer waits for a person',
    { is: 'held', ...WHEN, reason: { code: 'refused', detail: 'x' }, choices: ['retry'] },
  ],
  [
    'its pointer is looked at in the year 2999',
    {
      is: 'pending',
      ...WHEN,
      attempt: 1,
      expects: 'x',
      askAgainAt: '2999-01-01T00:00:00.000Z',
      sent: null,
    },
  ],
  [
    'its pointer is looked at at no time',
    { is: 'pending', ...WHEN, attempt: 1, expects: 'x', askAgainAt: 'soon', sent: null },
  ],
];

/** An operation whose own row was changed: what it says is done on no other word than the journal's. */
describe('an operation whose row was changed, in SQLite', () => describeRows(onSqlite(), ENDS));

// What is compared is the same in both: the row that says the least, and what needs no other row.
describe('an operation whose row was changed, in PostgreSQL', () => {
  describeRows(onPostgres(needsPostgres()), ENDS.slice(-1));
});

const posted = ({ world }: TestApp) => JSON.stringify(world.chat.posts.map(({ message }) => message));

/** What the running process does by itself, with one look of its watch and this much time after it. */
async function watch(app: TestApp, ms = 61_000): Promise<void> {
  await putJobsAgain(app.context);
  await app.world.clock.advance(ms);
  await app.work(60_000);
}

function describeRows(open: Open, ends: typeof ENDS): void {
  it.each(ends)('a rollback goes on by itself though its row %s', async (_how, forge) => {
    await using forged = await open();
    const { app } = forged;
    await release(app);
    let isHeld = true;
    const away = { service: 'gcs', call: 'copy', kind: 'unknown', problem: 'it is away' } as const;
    app.world.objects.before('copy', () => {
      if (isHeld) throw new ServiceError(away);
    });
    const { id } = await rollBack(app);
    await app.work(10_000);
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    await forge(forged, id);
    isHeld = false;

    await watch(app);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-js')).toBe('1.1.0');
    expect((await app.operation(id)).state.is).toBe('done');
    expect(posted(app)).toContain('The database was changed outside Navi');
  });

  // A step's state is no row of its own: one store shows it.
  const stalls = ends.length === ENDS.length ? STALLS : [];
  it('the approvers of a release are those whom the journal names', async () => {
    await using forged = await open();
    const { app } = forged;
    const asked = await app.request();
    await forged.forge(asked.id, (body) => {
      const at = '2026-11-23T09:00:00.000Z';
      Object.assign(body, {
        approvers: [
          { person: 'cleo', name: 'Cleo Martins', at },
          { person: 'ben', name: 'Somebody', at },
        ],
      });
    });

    expect(await app.approve(asked)).toMatchObject({ is: 'accepted' });
    const { approvers } = await app.operation(asked.id);
    expect(approvers.map(({ name }) => name)).toEqual(['Ben Ivarsson']);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    const started = rows.find(({ row }) => row.event === 'started')?.row;
    expect(started?.details).toEqual({ approvers: ['ben'] });
  });

  it.each(stalls)('a rollback goes on by itself though its row says that %s', async (_how, step) => {
    await using forged = await open();
    const { app } = forged;
    await release(app);
    let isHeld = true;
    const away = { service: 'gcs', call: 'copy', kind: 'unknown', problem: 'it is away' } as const;
    app.world.objects.before('copy', () => {
      if (isHeld) throw new ServiceError(away);
    });
    const { id } = await rollBack(app);
    await app.work(10_000);
    await forged.forge(id, ({ steps }) => {
      steps['swap-pointer'] = step;
    });
    await forged.sql(`update jobs set due_at = '2999-01-01T00:00:00.000Z'`);
    isHeld = false;

    await watch(app, 11 * 60_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect((await app.operation(id)).state.is).toBe('done');
  });

  it.each(ends)('the run of a release is not ended because its row %s; it is told', async (_how, forge) => {
    await using forged = await open();
    const { app } = forged;
    const { scm } = app.world;
    scm.onRun((run) => void scm.claimFor(run));
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    await forge(forged, asked.id);
    await app.store.transaction((tx) =>
      enqueueJob(tx, { kind: 'end-run', subject: { kind: 'operation', id: asked.id }, at: AT }),
    );

    await watch(app);

    expect([...scm.callsOf('revokeClaim'), ...scm.callsOf('cancelRun')]).toEqual([]);
    expect(posted(app)).toContain(`operations ${asked.id}`);
  });

  it('a failed run is not run again because the row says that a person has asked', async () => {
    await using forged = await open();
    const { app } = forged;
    const { scm } = app.world;
    scm.onRun((run) => void scm.claimFor(run));
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    await forged.forge(asked.id, (body) => {
      Object.assign(body, { retries: { 'watch-run': 7 } });
    });
    for (const { id } of scm.runs) scm.finishRun(id, { claim: 'success', build: 'failure' });
    await app.work(60_000);

    expect(scm.callsOf('rerunFailedJobs')).toEqual([]);
    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered', detail: expect.stringContaining('retries is {"watch-run":7}') },
    });
  });

  it('no tag is deleted because the row says that a person has asked', async () => {
    await using forged = await open();
    const { app } = forged;
    const { scm } = app.world;
    scm.onRun((run) => scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
    const { id } = await carryRelease(app);
    await app.use.abandon(await app.click(await app.operation(id), 'ada'));
    await app.work();
    const object = scm.tags.get('v1.2.0')?.object;
    await forged.forge(id, (body) => {
      Object.assign(body, { leftTag: { is: 'deleting', object, since: AT, by: 'Ada Okafor', sentAt: null } });
    });
    await app.store.transaction((tx) =>
      enqueueJob(tx, { kind: 'delete-tag', subject: { kind: 'operation', id }, at: AT }),
    );

    await watch(app);

    expect(scm.tags.has('v1.2.0')).toBe(true);
    expect(scm.callsOf('deleteTag')).toEqual([]);
  });
}
