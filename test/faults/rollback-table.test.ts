import { describe, expect, it } from 'vitest';
import { expectOnce, expectSaidOnce } from '../harness/quick/counts.ts';
import { createFixture, endsRolledBack, LIMIT_MS } from '../harness/quick/fixture.ts';
import { moveTag, putObject } from '../harness/quick/hands.ts';
import { POINTER } from '../harness/world/expect-once.ts';
import { eachCase } from './each-case.ts';
import { callsBefore, carryThrough } from './play.ts';
import { prepareRollback } from './prepare.ts';
import { ROLLBACK } from './table.ts';

const fixture = createFixture(prepareRollback);

describe('a rollback', () => {
  it('makes no call that is not in the table', { timeout: LIMIT_MS }, () =>
    callsBefore(fixture.house(), { from: fixture.from(), first: 'objects.rewrite', known: ROLLBACK }),
  );

  eachCase(ROLLBACK, async (broken) => {
    const house = fixture.house();
    const { done } = await carryThrough(house, { from: fixture.from(), broken, after: broken.call.nth });
    expect(done.state.is).toBe('done');
    await expectOnce(house, done);
    await expectSaidOnce(house, done);
  });

  it(
    'finds the pointer and a dist-tag moved from outside: does not wait for a person',
    { timeout: LIMIT_MS },
    () =>
      fixture.onDay(async (day, house) => {
        await putObject(house, POINTER, 'theirs');
        await moveTag(house, { name: '@awell-health/navi-core', tag: 'latest', version: '1.0.0' });
        day.go();
        await endsRolledBack(day, 2);
      }),
  );
});
