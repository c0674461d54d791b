import { beforeEach, it } from 'vitest';

/** Whether tests that take minutes run too, and those with many cases run all of them: in `.ci/run`, or when asked for. */
export const EVERYTHING = process.env['NAVI_TEST_EVERYTHING'] === '1';

/** Of the suite in which this is called: its tests run only when everything does, and else say so. */
export function takesMinutes(): void {
  beforeEach((context) => {
    if (!EVERYTHING) context.skip('takes minutes: runs with NAVI_TEST_EVERYTHING=1');
  });
}

/** All of these cases, or by default the first `few`; that there are more is said as a test that was not run. */
export function casesOf<T>(all: readonly T[], few: number): readonly T[] {
  const leftOut = EVERYTHING ? 0 : all.length - few;
  if (leftOut > 0)
    it('more of these', (context) => context.skip(`${leftOut} more cases run with NAVI_TEST_EVERYTHING=1`));
  return EVERYTHING ? all : all.slice(0, few);
}
