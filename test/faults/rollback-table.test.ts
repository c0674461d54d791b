import { describe, expect, it } from 'vitest';
import { expectRolledBackOnce, expectSaidOnce, POINTER } from './counts.ts';
import { eachCase } from './each-case.ts';
import { moveTag, putObject } from './hands.ts';
import { callsBefore, carryThrough } from './play.ts';
import { prepareRollback } from './prepare.ts';
import { createScene, endsRolledBack, LIMIT_MS } from './scene.ts';
import { ROLLBACK } from './table.ts';

const scene = createScene(prepareRollback);

describe('a rollback', () => {
  it('makes no call that is not in the table', { timeout: LIMIT_MS }, () =>
    callsBefore(scene.house(), { from: scene.from(), first: 'objects.rewrite', known: ROLLBACK }),
  );

  eachCase(ROLLBACK, async (broken) => {
    const house = scene.house();
    const { done } = await carryThrough(house, { from: scene.from(), broken, after: broken.call.nth });
    expect(done.state.is).toBe('done');
    await expectRolledBackOnce(house, done);
    await expectSaidOnce(house, done);
  });

  it(
    'finds the pointer and a dist-tag moved from outside: does not wait for a person',
    { timeout: LIMIT_MS },
    () =>
      scene.onDay(async (day, house) => {
        await putObject(house, POINTER, 'theirs');
        await moveTag(house, { name: '@awell-health/navi-core', tag: 'latest', version: '1.0.0' });
        day.go();
        await endsRolledBack(day, 2);
      }),
  );
});
