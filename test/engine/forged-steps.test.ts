import { describe, expect, it } from 'vitest';
import { putJobsAgain } from '../../src/features/status/job-watch.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { release, rollBack } from '../harness/app/actions.ts';
import type { TestApp } from '../harness/app/app.ts';
import { latest, pointerText } from '../harness/app/seen.ts';
import { loaderText } from '../harness/fakes/story.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { type Body, type Open, onPostgres, onSqlite } from './forged/places.ts';
import { beforeTheProof } from './forged/stations.ts';

/** What only the row of an operation has of a step that is under way: by itself it changes nothing. */
describe('a step under way whose row was changed, in SQLite', () => describeSteps(onSqlite()));
describe('a step under way whose row was changed, in PostgreSQL', () => {
  describeSteps(onPostgres(needsPostgres()));
});

type Forged = Body['steps'][string];
const AT = '2026-11-23T09:00:00.000Z';
const WHEN = { begunAt: AT, since: AT };
const SENT = { is: 'pending', ...WHEN, attempt: 1, expects: 'x', askAgainAt: AT };

const posted = ({ world }: TestApp) => JSON.stringify(world.chat.posts.map(({ message }) => message));
const forgedSay = (id: string, step: string) => `operations ${id}: step:${step} is`;

/** What the running process does by itself, with one look of its watch and this much time after it. */
async function watch(app: TestApp, ms = 61_000): Promise<void> {
  await putJobsAgain(app.context);
  await app.world.clock.advance(ms);
  await app.work(60_000);
}

function describeSteps(open: Open): void {
  it.each<[string, Forged]>([
    ['was never begun, and is begun once', { is: 'waiting' }],
    [
      'was written a hundred times long ago',
      { is: 'unknown', begunAt: '2020-01-01T00:00:00.000Z', since: AT, attempt: 100, why: 'x' },
    ],
    ['was answered', { ...SENT, sent: { generation: '1', sha384: 'sha384-forged' } }],
  ])('a rollback whose pointer %s goes on as it was', async (_how, step) => {
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
    const purges = app.world.cdn.callsOf('purge').length;
    await forged.forge(id, ({ steps }) => {
      steps['swap-pointer'] = step;
    });
    await app.work(2_000);
    expect(app.world.cdn.callsOf('purge')).toHaveLength(purges);
    isHeld = false;

    await watch(app);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-js')).toBe('1.1.0');
    expect((await app.operation(id)).state.is).toBe('done');
    expect(app.world.cdn.callsOf('purge')).toHaveLength(purges + 1);
    expect(posted(app)).toContain(forgedSay(id, 'swap-pointer'));
  });

  it.each<[string, Forged]>([
    ['was never begun', { is: 'waiting' }],
    ['was answered with the run of another', { ...SENT, sent: { run: 4711 } }],
    [
      'was begun in 2999',
      {
        is: 'unknown',
        begunAt: '2999-01-01T00:00:00.000Z',
        since: '2020-01-01T00:00:00.000Z',
        attempt: 1,
        why: 'x',
      },
    ],
  ])('a release whose dispatch %s has one run, its own', async (_how, step) => {
    await using forged = await open();
    const { app } = forged;
    const { scm } = app.world;
    scm.acceptThenFail('dispatch');
    // The run is not seen yet, and binds no claim.
    scm.before('dispatch', () => scm.breakCall('findRuns', 'unknown', 20));
    const asked = await app.request();
    await app.approve(asked);
    await app.work(4_000);
    expect((await app.operation(asked.id)).steps['dispatch']).toMatchObject({ attempt: 1 });
    await forged.forge(asked.id, ({ steps }) => {
      steps['dispatch'] = step;
    });

    await watch(app);

    expect(scm.callsOf('dispatch')).toHaveLength(1);
    const [own] = scm.runs;
    expect((await app.operation(asked.id)).steps['dispatch']).toMatchObject({
      is: 'done',
      evidence: { run: own?.id },
    });
    expect(posted(app)).toContain(forgedSay(asked.id, 'dispatch'));
  });

  it.each(['1999-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'])(
    'the deadline of a step that only observes is its own, though it is said to have begun in %s',
    async (begunAt) => {
      await using forged = await open();
      const { app } = forged;
      const { release: waiting, mend } = await beforeTheProof(app);
      const proofOf = async () => (await app.operation(waiting.id)).steps['verify-edge'];
      expect(await proofOf()).toMatchObject({ is: 'pending', attempt: 0, sent: null });
      await forged.forge(waiting.id, ({ steps }) => {
        Object.assign(steps['verify-edge'] ?? {}, { begunAt });
      });
      await watch(app);
      expect(await proofOf()).toMatchObject({ is: 'pending' });

      await watch(app, app.context.settings.deadlines.edge);
      expect(await proofOf()).toMatchObject({ is: 'held', reason: { code: 'deadline' } });
      mend();
    },
  );
}
