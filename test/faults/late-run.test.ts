import { describe, expect, it } from 'vitest';
import { askRollback } from '../harness/quick/asks.ts';
import { createFixture, LIMIT_MS } from '../harness/quick/fixture.ts';
import { goUntilSlow } from '../harness/quick/hands.ts';
import { until } from '../harness/until.ts';
import { prepareRelease } from './prepare.ts';

const { onDay } = createFixture(prepareRelease);

describe('a run that appears after the release was taken back', () => {
  it('gets no claim, though no cancel arrives, and publishes nothing', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.breakCall('github', { method: 'actions.cancelWorkflowRun', kind: 'error', times: 1_000 });
      await goUntilSlow(day, 'github', { method: 'actions.createWorkflowDispatch', seconds: 5 });
      await askRollback(house, '1.1.0');
      const { kind, state, steps } = await day.settled();
      expect([kind, state.is]).toEqual(['stop', 'done']);
      expect(steps['cancel-run']).toMatchObject({ is: 'done', evidence: { ended: 'never bound' } });

      const run = await until(
        'the run has ended',
        async () => (await house.github()).runs.find(({ status }) => status === 'completed'),
        45_000,
      );
      expect(run.conclusion).toBe('failure');
      expect(await house.calls('npm', 'packument.put')).toEqual([]);
      const tags = Object.values(await house.distTags());
      expect(tags.map(({ latest }) => latest)).toEqual(['1.1.0', '1.1.0', '1.1.0']);
      expect(tags.map(({ next }) => next)).not.toContain('1.2.0');
    }),
  );
});
