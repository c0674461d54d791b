import { describe, expect, it } from 'vitest';
import { expectOnce, expectSaidOnce } from '../harness/quick/counts.ts';
import { createFixture, endsReleased, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import { moment } from '../harness/quick/house.ts';
import { prepareRelease } from './prepare.ts';

const JOBS = ['claim', 'build', 'upload-pinned', 'publish-npm', 'smoke-test', 'release-manifest'];
const { onDay } = createFixture(prepareRelease);

describe('the workflow run', () => {
  it.each(JOBS)(
    'fails in %s: stopped, the pointer untouched; Retry reruns what failed',
    { timeout: LIMIT_MS },
    (job) =>
      onDay(async (day, house) => {
        await house.control('github', 'jobs', { job, conclusion: 'failure' });
        day.go();
        const stopped = await day.settled();
        expect(stopped.state).toMatchObject({
          is: 'stopped',
          step: 'watch-run',
          trouble: { code: 'run-failed', detail: expect.stringContaining(job) },
        });
        await expectUntouched(house);
        await day.retry();
        await endsReleased(day);
        const { runs } = await house.github();
        expect(runs.map(({ attempt, conclusion }) => ({ attempt, conclusion }))).toEqual([
          { attempt: 2, conclusion: 'success' },
        ]);
      }),
  );

  it(
    'skips a job that is expected: stopped for good, nothing that customers see has moved',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.control('github', 'jobs', { job: 'smoke-test', conclusion: 'skipped' });
        day.go();
        const { state } = await day.settled();
        expect(state).toMatchObject({ is: 'stopped', step: 'watch-run' });
        expect(JSON.stringify(state)).toContain('smoke-test');
        await expectUntouched(house);
      }),
  );

  it(
    'never arrived, and its fate is unknown: dispatched again when the whole window has shown nothing',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.breakCall('github', { method: 'actions.createWorkflowDispatch', kind: 'reset' });
        day.go();
        const done = await endsReleased(day);
        expect(await house.calls('github', 'actions.createWorkflowDispatch')).toHaveLength(2);
        await expectSaidOnce(house, done);
      }),
  );

  it(
    'cannot be seen, but it is there: not dispatched again while it cannot be looked for',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.control('slack', 'pace', { stepSeconds: 0.2 });
        await house.breakCall('github', {
          method: 'actions.createWorkflowDispatch',
          kind: 'accept-then-reset',
        });
        await house.breakCall('github', {
          method: 'actions.listWorkflowRuns',
          kind: 'error',
          times: 6,
          after: 1,
        });
        day.go();
        await day.settled();
        await house.control('slack', 'pace', { stepSeconds: 0 });
        await endsReleased(day);
        expect(await house.calls('github', 'actions.createWorkflowDispatch')).toHaveLength(1);
      }),
  );

  it(
    'appears after it was dispatched again: one claims, the other ends before any effect',
    { timeout: LIMIT_MS },
    () =>
      onDay(
        async (day, house) => {
          await house.breakCall('github', {
            method: 'actions.createWorkflowDispatch',
            kind: 'slow',
            seconds: 8,
          });
          day.go();
          const done = await day.settled();
          expect(done.state.is).toBe('done');
          await day.quiet();
          // The late one has appeared by then; it finds the claim.
          await moment(1);
          const { runs } = await house.github();
          expect(runs.map(({ conclusion }) => conclusion).toSorted()).toEqual(['failure', 'success']);
          await expectOnce(house, done);
          await expectSaidOnce(house, done);
        },
        { deadlines: { reconcile: 2_000 } },
      ),
  );
});
