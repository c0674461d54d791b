import { describe, expect } from 'vitest';
import { SETTLE_MS } from '../harness/quick/day.ts';
import { createFixture, expectUntouched } from '../harness/quick/fixture.ts';
import { until } from '../harness/until.ts';
import { alarmsOf, answersOf, beginWatch, dispatchAsDev, runOf } from './by-hand.ts';
import { eachCase, expectReleasedThrough } from './each-case.ts';
import { prepareRelease } from './prepare.ts';
import { ANSWERING, FOREIGN } from './table.ts';

const fixture = createFixture(prepareRelease, { isProtected: true });

describe('a release whose jobs wait for Navi’s App', () => {
  eachCase(ANSWERING, async (broken) => {
    await expectReleasedThrough(fixture, broken);
    const { runs } = await fixture.house().github();
    expect(runs).toMatchObject([{ conclusion: 'success' }]);
  });
});

describe('a run that is started by hand', () => {
  eachCase(FOREIGN, (broken) =>
    fixture.onDay(async (_day, house) => {
      await beginWatch(house);
      await house.breakCall('github', {
        ...broken.fault,
        method: broken.call.method,
        after: broken.call.nth,
      });
      const run = await dispatchAsDev(house);

      await until('it has ended', async () => (await runOf(house, run))?.status === 'completed', SETTLE_MS);
      await until('the alarm', async () => (await alarmsOf(house)).length > 0, SETTLE_MS);

      expect(await runOf(house, run)).toMatchObject({ conclusion: 'failure' });
      expect(await answersOf(house, run)).toMatchObject([{ answer: 'rejected', operation: null }]);
      expect(await alarmsOf(house)).toHaveLength(1);
      await expectUntouched(house);
    }),
  );
});
