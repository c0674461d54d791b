import { describe, expect, it } from 'vitest';
import { expectReleasedOnce, expectSaidOnce } from './counts.ts';
import { carryThrough } from './play.ts';
import { prepareRunEnded } from './prepare.ts';
import { createScene, LIMIT_MS } from './scene.ts';
import { casesOf, SINCE_RUN } from './table.ts';

const { cases, leftOut } = casesOf(SINCE_RUN);
const scene = createScene(prepareRunEnded);

describe('a release, from the end of its run on', () => {
  if (leftOut > 0)
    it('is carried through the rest of the table', (context) =>
      context.skip(`${leftOut} more cases run with NAVI_TEST_EVERYTHING=1`));

  it.for(cases)('$call.step: $call.method ($call.nth) $how', { timeout: LIMIT_MS }, async (broken) => {
    const house = scene.house();
    const carried = await carryThrough(house, { from: scene.from(), broken, after: broken.call.nth });
    const { done, before } = carried;
    expect(done.state.is).toBe('done');
    await expectReleasedOnce(house, done);
    await expectSaidOnce(house, done, before);
  });
});
