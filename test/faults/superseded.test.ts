import { describe, expect, it } from 'vitest';
import { askRollback } from '../harness/quick/asks.ts';
import { pointerWrites } from '../harness/quick/counts.ts';
import { createFixture, LIMIT_MS } from '../harness/quick/fixture.ts';
import { goUntilSlow, whenCalled } from '../harness/quick/hands.ts';
import { until } from '../harness/until.ts';
import { deprecationsOf } from '../harness/world/expect-once.ts';
import { prepareRelease } from './prepare.ts';
import { type Call, casesOf } from './table.ts';

const CANCEL: Call = {
  step: 'cancel-run',
  service: 'github',
  method: 'actions.cancelWorkflowRun',
  nth: 0,
  effect: 'write',
};
/** The revoke's writes: the run here binds its claim without them. */
const REVOKE: readonly Call[] = ['git.createTree', 'git.createCommit', 'git.updateRef'].map((method) => ({
  step: 'cancel-run, its claim',
  service: 'github',
  method,
  nth: 0,
  effect: 'write',
}));
const CORE = '@awell-health/navi-core';
const { onDay } = createFixture(prepareRelease);

describe('a rollback of a release that is under way', () => {
  it.for(casesOf([CANCEL, ...REVOKE]))(
    '$call.step: $call.method $how: it ends, and no user gets what it made',
    { timeout: LIMIT_MS },
    ({ call, fault }) =>
      onDay(async (day, house) => {
        await house.control('github', 'pace', { stepSeconds: 0.4 });
        day.go();
        await until(
          'the run is known',
          async () => (await day.operation()).steps['dispatch']?.is === 'done',
          45_000,
        );
        await house.breakCall('github', { ...fault, method: call.method });
        await askRollback(house, '1.1.0');
        const done = await day.settled();
        expect(done).toMatchObject({ kind: 'stop', state: { is: 'done' } });
        await day.quiet();
        await house.control('github', 'pace', { stepSeconds: 0 });
        // Where the cancel was lost, the run ends at its next command, because its claim is revoked.
        const runsOf = async () => (await house.github()).runs;
        await until(
          'the run has ended',
          async () => (await runsOf()).every(({ conclusion }) => conclusion !== null),
          45_000,
        );
        const runs = await runsOf();
        expect(runs.map(({ conclusion }) => conclusion)).toEqual([
          expect.stringMatching(/^(cancelled|failure)$/),
        ]);
        expect(await pointerWrites(house)).toBeLessThanOrEqual(house.beginning.pointerWrites + 1);
        const tags = Object.values(await house.distTags()).map(({ latest }) => latest);
        expect(tags).toEqual(['1.1.0', '1.1.0', '1.1.0']);
      }),
  );

  it('deprecates what its run published last, though npm does not show it yet', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('github', 'pace', { stepSeconds: 0.4 });
      await house.control('npm', 'pace', { npmLagSeconds: 600 });
      day.go();
      await whenCalled(house, 'npm', { method: 'packument.put' });
      await askRollback(house, '1.1.0');
      const begun = async () => (await day.operation()).steps[`deprecate:${CORE}`]?.is !== 'waiting';
      await until('the deprecation has begun', begun, 45_000);
      await house.control('npm', 'pace', { npmLagSeconds: 0 });
      expect((await day.settled()).state.is).toBe('done');
      await day.quiet();
      await house.control('github', 'pace', { stepSeconds: 0 });
      expect((await deprecationsOf(house, CORE))['1.2.0']).toContain('stopped before it reached customers');
    }),
  );

  it('ends a run whose dispatch has not been answered yet: it gets no claim', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('github', 'pace', { stepSeconds: 0.4 });
      await goUntilSlow(day, 'github', { method: 'actions.createWorkflowDispatch', seconds: 1 });
      await askRollback(house, '1.1.0');
      await day.settled();
      await day.quiet();
      await house.control('github', 'pace', { stepSeconds: 0 });
      const ended = await until('the run has ended', async () =>
        (await house.github()).runs.find(({ status }) => status === 'completed'),
      );
      expect(['cancelled', 'failure']).toContain(ended.conclusion);
      expect(await house.calls('npm', 'packument.put')).toEqual([]);
    }),
  );
});
