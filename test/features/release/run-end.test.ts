import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { carryRelease, choose, pushVersion, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { dispatchArrives, dispatchLost, minutes, saidOfRuns } from '../../harness/app/late.ts';
import { latest, pointerText } from '../../harness/app/seen.ts';
import type { DispatchedRun } from '../../harness/fakes/scm-runs.ts';
import { loaderText } from '../../harness/fakes/story.ts';

const CORE = '@awell-health/navi-core';
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** A release whose run goes on, and has bound its claim. */
async function withBoundRun() {
  app.world.scm.onRun((run) => void app.world.scm.claimFor(run));
  const release = await app.request();
  await app.approve(release);
  await app.work(20_000);
  expect(app.world.scm.claims.get(release.id)).toMatchObject({ claim: { state: 'bound' } });
  return release;
}

const claimOf = (operation: string) => app.world.scm.claims.get(operation)?.claim;
const deprecated = () => app.world.registry.truth(CORE)?.versions['1.2.0']?.deprecated;
const stepOf = async (operation: string, step: string) => (await app.operation(operation)).steps[step];

describe('the run of a release that is taken back', () => {
  it('has its claim revoked first, then it is cancelled, and the thread says how it ended', async () => {
    const { scm } = app.world;
    const release = await withBoundRun();
    await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await minutes(app, 2);

    const order = scm.calls.map(({ call }) => call).filter((call) => /revoke|cancel/i.test(call));
    expect(order[0]).toBe('revokeClaim');
    expect(order).toContain('cancelRun');
    expect(claimOf(release.id)).toMatchObject({ state: 'revoked', run: 1001 });
    expect(scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    expect(saidOfRuns(app, release)).toEqual([
      expect.stringContaining('Its workflow run 1001 has ended (cancelled).'),
    ]);
  });

  it('that does not heed the cancel holds up the deprecations only, and is forced', async () => {
    const { scm, registry } = app.world;
    await withBoundRun();
    registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
    scm.setHeedsCancel(false);
    const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await app.work(40_000);

    expect(pointerText(app)).toBe(loaderText('1.0.0'));
    expect(latest(app, 'navi-core')).toBe('1.0.0');
    expect((await app.operation(id)).steps).toMatchObject({
      announce: { is: 'done' },
      'cancel-run': { is: 'pending', expects: 'run 1001 to end' },
      [`deprecate:${CORE}`]: { is: 'waiting' },
    });
    expect(scm.callsOf('forceCancelRun')).toEqual([]);

    await minutes(app, 2);

    expect(scm.callsOf('forceCancelRun')).toHaveLength(1);
    expect(scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(deprecated()).toContain('use 1.0.0');
  });

  it('that may not publish what else is taken back does not hold that up', async () => {
    const { scm, registry } = app.world;
    const isFirst = (run: DispatchedRun) => run.inputs['version']?.endsWith('1.2.0');
    scm.onRun((run) => void (isFirst(run) ? app.world.runWorkflow(run) : scm.claimFor(run)));
    await carryRelease(app);
    pushVersion(app, '1.2.1');
    const next = await app.request('v1.2.1');
    scm.setHeedsCancel(false);
    await app.approve(next);
    await app.work(20_000);
    const { id } = await rollBack(app, { target: 'v1.1.0', reason: 'drill' });
    await app.work(40_000);

    expect((await app.operation(id)).steps).toMatchObject({
      'cancel-run': { is: 'pending' },
      [`deprecate:${CORE}`]: { is: 'done' },
    });
    expect(registry.truth(CORE)?.versions['1.2.0']?.deprecated).toContain('use 1.1.0');
  });

  it('that was not bound is cancelled and not waited for', async () => {
    const { scm } = app.world;
    const release = await app.request();
    await app.approve(release);
    await app.work(20_000);
    scm.setHeedsCancel(false);
    const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await app.work(20_000);

    expect(await stepOf(id, 'cancel-run')).toMatchObject({
      is: 'done',
      evidence: { run: 1001, ended: 'cancelled before its claim' },
    });
    const [run] = scm.runs;
    expect(run !== undefined && scm.claimFor(run)).toBe(false);
  });

  it('of a dispatch with unknown fate is not waited for: if it appears, it gets no claim', async () => {
    const { scm, registry } = app.world;
    const release = await dispatchLost(app);
    const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await app.work(20_000);
    expect(await stepOf(id, 'cancel-run')).toMatchObject({ is: 'done', evidence: { ended: 'never bound' } });

    app.letWorkflowRun();
    await dispatchArrives(app, release);
    const calls = scm.calls.length;
    await minutes(app, 30);

    expect(scm.runs).toMatchObject([{ conclusion: 'failure' }]);
    expect(registry.truth(CORE)?.versions['1.2.0']).toBeUndefined();
    expect(scm.calls.slice(calls)).toEqual([]);
    expect(saidOfRuns(app, release)).toEqual([]);
  });

  it('is ended though the rollback was planned before the release was approved', async () => {
    const { scm } = app.world;
    scm.onRun((run) => void scm.claimFor(run));
    const release = await app.request();
    const reading = app.world.objects.pauseNext('digest');
    const asking = rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await reading.reached;
    await app.approve(release);
    await app.work(20_000);
    reading.resume();
    const rollback = await asking;
    expect(rollback.steps['cancel-run']).toBeUndefined();

    await minutes(app, 1);

    expect(claimOf(release.id)).toMatchObject({ state: 'revoked' });
    expect(scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(app, release)).toHaveLength(1);
  });

  it('through a second rollback and with npm left alone: it is revoked and cancelled all the same', async () => {
    const release = await withBoundRun();
    await rollBack(app, { target: 'v1.1.0', cdnOnly: true });
    await rollBack(app, { target: 'v1.0.0', reason: 'drill', cdnOnly: true });
    await minutes(app, 2);

    expect(claimOf(release.id)).toMatchObject({ state: 'revoked' });
    expect(app.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
  });
});

describe('a GitHub that does not answer', () => {
  it.each(['unknown', 'refused', 'conflict', 'rate-limited'] as const)(
    '(%s) keeps neither the pointer nor `latest` waiting; the revoke goes on until it is answered',
    async (kind) => {
      const { scm, registry } = app.world;
      const release = await withBoundRun();
      registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
      let isAway = true;
      for (const call of ['claim', 'revokeClaim', 'cancelRun', 'run'] as const)
        scm.before(call, () => {
          if (isAway) throw new ServiceError({ service: 'github', call, kind, problem: 'away' });
        });
      const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
      await minutes(app, 1);
      expect(pointerText(app)).toBe(loaderText('1.0.0'));
      expect(latest(app, 'navi-core')).toBe('1.0.0');
      expect(await stepOf(id, 'announce')).toMatchObject({ is: 'done' });
      expect(deprecated()).toBeUndefined();

      await minutes(app, 31);
      expect(saidOfRuns(app, release)).toEqual([expect.stringContaining('did not let Navi revoke')]);
      expect((await app.operation(id)).state.is).toBe('running');

      isAway = false;
      await minutes(app, 3);

      expect(claimOf(release.id)).toMatchObject({ state: 'revoked', run: 1001 });
      expect(scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
      expect(deprecated()).toContain('use 1.0.0');
    },
  );

  it('to the writes alone is asked again, and the rollback does not stop', async () => {
    const { scm } = app.world;
    const release = await withBoundRun();
    scm.breakCall('revokeClaim', 'unknown', 8);
    const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await minutes(app, 2);

    expect(claimOf(release.id)).toMatchObject({ state: 'revoked' });
    expect((await app.operation(id)).state.is).not.toBe('stopped');
    expect(await stepOf(id, 'cancel-run')).toMatchObject({ is: 'done' });
  });
});

describe('the run of an abandoned release', () => {
  it('is revoked and ended when GitHub answers again', async () => {
    const asked = await withBoundRun();
    await app.work(3_600_000);
    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-run' });
    app.world.scm.breakCall('claim', 'unknown', 26);

    await choose(app, 'abandon', asked);
    await minutes(app, 5);

    expect(claimOf(asked.id)).toMatchObject({ state: 'revoked', reason: 'v1.2.0 is abandoned' });
    expect(app.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(app, asked)).toEqual([
      expect.stringMatching(/Its workflow run \d+ has ended \(cancelled\)\./),
    ]);
  });

  it('that had ended well leaves what it has published, and a hand-made rerun writes nothing', async () => {
    const { scm } = app.world;
    scm.onRun((run) => {
      if (scm.claimFor(run))
        scm.finishRun(run.id, { claim: 'success', build: 'success', publish: 'skipped' });
    });
    const asked = await app.request();
    await app.approve(asked);
    await app.work();
    expect((await app.operation(asked.id)).state).toMatchObject({ trouble: { code: 'job-skipped' } });

    await choose(app, 'abandon', asked);
    await minutes(app, 1);

    expect(saidOfRuns(app, asked)).toEqual([
      expect.stringContaining('Its workflow run 1001 has ended (success). What it published stays.'),
    ]);
    const [run] = scm.runs;
    expect(run !== undefined && scm.claimFor({ ...run, attempt: 2 })).toBe(false);
  });
});
