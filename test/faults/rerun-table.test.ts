import { describe, expect, it } from 'vitest';
import { askRetry } from './asks.ts';
import { patienceOf } from './clients.ts';
import { sayLeftOut } from './each-case.ts';
import { prepareRunFailed } from './prepare.ts';
import { createScene, endsReleased, LIMIT_MS } from './scene.ts';
import { type Call, casesOf } from './table.ts';

const RERUN: Call = {
  step: 'watch-run, again',
  service: 'github',
  method: 'actions.reRunWorkflowFailedJobs',
  nth: 0,
  effect: 'write',
};
const { cases, leftOut } = casesOf([RERUN]);
const { onDay } = createScene(prepareRunFailed);

describe('a Retry of a run that failed', () => {
  sayLeftOut('is carried through the rest of the table', leftOut);

  it.for(cases)(
    '$call.step: $call.method $how: one second attempt, one release',
    { timeout: LIMIT_MS },
    ({ fault }) =>
      onDay(async (day, house) => {
        const late = fault['seconds'] === 'late' ? { seconds: patienceOf('github') + 0.6 } : {};
        await house.fault('github', { ...fault, ...late, method: RERUN.method });
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
