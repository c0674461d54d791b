import { describe, expect, it } from 'vitest';
import { expectOnce, expectSaidOnce } from '../harness/quick/counts.ts';
import { createFixture, LIMIT_MS } from '../harness/quick/fixture.ts';
import { eachCase } from './each-case.ts';
import { callsBefore, carryThrough } from './play.ts';
import { prepareRelease } from './prepare.ts';
import { SINCE_RUN, SINCE_TAG, UNTIL_TAG } from './table.ts';

const fixture = createFixture(prepareRelease);
let look: Record<string, number>;

describe('a release, until its tag is made', () => {
  it('makes no call that is not in the table', { timeout: LIMIT_MS }, async () => {
    const known = [...UNTIL_TAG, ...SINCE_TAG, ...SINCE_RUN];
    look = await callsBefore(fixture.house(), { from: fixture.from(), first: 'git.createTag', known });
  });

  eachCase(UNTIL_TAG, async (broken) => {
    const house = fixture.house();
    const after = (look[`${broken.call.service} ${broken.call.method}`] ?? 0) + broken.call.nth;
    const { done } = await carryThrough(house, { from: fixture.from(), broken, after });
    expect(done.state.is).toBe('done');
    await expectOnce(house, done);
    await expectSaidOnce(house, done);
  });
});
