import { expect, it } from 'vitest';
import { expectReleasedOnce, expectSaidOnce } from './counts.ts';
import { carryThrough } from './play.ts';
import { LIMIT_MS, type Scene } from './scene.ts';
import { type Call, type Case, casesOf } from './table.ts';

/** One test for each case of these calls, and one that was not run for those that are left out. */
export function eachCase(
  calls: readonly Call[],
  play: (broken: Case) => Promise<void>,
  rest = 'is carried through the rest of the table',
): void {
  const { cases, leftOut } = casesOf(calls);
  sayLeftOut(rest, leftOut);
  it.for(cases)('$call.step: $call.method ($call.nth) $how', { timeout: LIMIT_MS }, play);
}

/** Says of cases that are left out how many they are, as a test that was not run. */
export function sayLeftOut(rest: string, leftOut: number): void {
  if (leftOut > 0)
    it(rest, (context) => context.skip(`${leftOut} more cases run with NAVI_TEST_EVERYTHING=1`));
}

/** A release is carried on through one broken call: made once, and each step that was still to come said once. */
export async function expectReleasedThrough(scene: Scene, broken: Case): Promise<void> {
  const house = scene.house();
  const { done, before } = await carryThrough(house, { from: scene.from(), broken, after: broken.call.nth });
  expect(done.state.is).toBe('done');
  await expectReleasedOnce(house, done);
  await expectSaidOnce(house, done, before);
}
