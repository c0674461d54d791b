import { describe, expect, it } from 'vitest';
import { askRetry } from '../harness/quick/asks.ts';
import { createFixture, endsReleased, LIMIT_MS } from '../harness/quick/fixture.ts';
import { prepareRunFailed } from './prepare.ts';
import { type Call, casesOf } from './table.ts';

const RERUN: Call = {
  step: 'watch-run, again',
  service: 'github',
  method: 'actions.reRunWorkflowFailedJobs',
  nth: 0,
  effect: 'write',
};
const { onDay } = createFixture(prepareRunFailed);

describe('a Retry of a run that failed', () => {
  it.for(casesOf([RERUN]))(
    '$call.step: $call.method $how: one second attempt, one release',
    { timeout: LIMIT_MS },
    ({ fault }) =>
      onDay(async (day, house) => {
        await house.breakCall('github', { ...fault, method: RERUN.method });
        day.go();
        await askRetry(house, await day.operation());
        const end = await day.settled();
        if (end.state.is === 'stopped') {
          expect(end.state.choices).toContain('retry');
          await day.quiet();
          await day.retry();
        }
        await endsReleased(day);
        const { runs } = await house.github();
        expect(runs).toMatchObject([{ attempt: 2, conclusion: 'success' }]);
      }),
  );
});
