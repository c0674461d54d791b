import { describe, expect, it } from 'vitest';
import { expectRolledBackOnce, expectSaidOnce, POINTER } from './counts.ts';
import { moveTag, putObject } from './hands.ts';
import { callsBefore, carryThrough } from './play.ts';
import { prepareRollback } from './prepare.ts';
import { createScene, LIMIT_MS } from './scene.ts';
import { casesOf, ROLLBACK } from './table.ts';

const { cases, leftOut } = casesOf(ROLLBACK);
const scene = createScene(prepareRollback);

describe('a rollback', () => {
  it('makes no call that is not in the table', { timeout: LIMIT_MS }, () =>
    callsBefore(scene.house(), { from: scene.from(), first: 'objects.rewrite', known: ROLLBACK }),
  );

  if (leftOut > 0)
    it('is carried through the rest of the table', (context) =>
      context.skip(`${leftOut} more cases run with NAVI_TEST_EVERYTHING=1`));

  it.for(cases)('$call.step: $call.method ($call.nth) $how', { timeout: LIMIT_MS }, async (broken) => {
    const house = scene.house();
    const { done } = await carryThrough(house, { from: scene.from(), broken, after: broken.call.nth });
    expect(done.state.is).toBe('done');
    await expectRolledBackOnce(house, done);
    await expectSaidOnce(house, done);
  });

  it('finds the pointer and a dist-tag moved by somebody else: waits for nobody', { timeout: LIMIT_MS }, () =>
    scene.onDay(async (day, house) => {
      await putObject(house, POINTER, 'theirs');
      await moveTag(house, { name: '@awell-health/navi-core', tag: 'latest', version: '1.0.0' });
      day.go();
      const done = await day.settled();
      expect(done.state.is).toBe('done');
      await day.quiet();
      await expectRolledBackOnce(house, done, 2);
    }),
  );
});
