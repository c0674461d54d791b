import { expect, it } from 'vitest';
import { expectOnce, expectSaidOnce } from '../harness/quick/counts.ts';
import { type Fixture, LIMIT_MS } from '../harness/quick/fixture.ts';
import { carryThrough } from './play.ts';
import { type Call, type Case, casesOf } from './table.ts';

/** One test for each case of these calls. */
export function eachCase(calls: readonly Call[], play: (broken: Case) => Promise<void>): void {
  it.for(casesOf(calls))('$call.step: $call.method ($call.nth) $how', { timeout: LIMIT_MS }, play);
}

/** A release is carried on through one broken call: made once, and each step that was still to come said once. */
export async function expectReleasedThrough(fixture: Fixture, broken: Case): Promise<void> {
  const house = fixture.house();
  const { done, before } = await carryThrough(house, {
    from: fixture.from(),
    broken,
    after: broken.call.nth,
  });
  expect(done.state.is).toBe('done');
  await expectOnce(house, done);
  await expectSaidOnce(house, done, before);
}
