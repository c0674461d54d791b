import { describe, expect, it } from 'vitest';
import { AVAILABILITY } from '../../../src/domain/criterion.ts';
import { BURN_RULES, decideBurn } from '../../../src/features/monitoring/decide-burn.ts';
import type { Tally } from '../../../src/features/monitoring/tally.ts';

const tally = (bad: number, total: number, lost: 'bad' | 'total' | 'none' = 'none'): Tally => ({
  bad,
  total,
  isBadAtLeast: lost === 'bad',
  isTotalAtLeast: lost === 'total',
});

/** The outcome of each rule, fast and slow, for the same windows. */
function burnOf(long: Tally | null, short: Tally | null): string[] {
  return BURN_RULES.map((rule) => decideBurn({ long, short }, { rule, share: AVAILABILITY }).is);
}

describe('the error budget', () => {
  it.each<[string, Tally | null, Tally | null, string[]]>([
    ['no failure', tally(0, 10_000), tally(0, 500), ['within-budget', 'within-budget']],
    ['just what it allows', tally(10, 10_000), tally(1, 1_000), ['within-budget', 'within-budget']],
    ['6 times as fast', tally(60, 10_000), tally(6, 1_000), ['within-budget', 'burning']],
    ['14.4 times as fast', tally(144, 10_000), tally(72, 5_000), ['burning', 'burning']],
    ['a little slower', tally(143, 10_000), tally(72, 5_000), ['within-budget', 'burning']],
    ['over by now', tally(500, 10_000), tally(0, 500), ['within-budget', 'within-budget']],
    ['just begun', tally(5, 10_000), tally(5, 500), ['within-budget', 'within-budget']],
    ['nothing measured', null, null, ['cannot-judge', 'cannot-judge']],
    ['nothing measured of late', tally(500, 10_000), null, ['cannot-judge', 'cannot-judge']],
    ['nothing counted of late', tally(500, 10_000), tally(0, 0), ['cannot-judge', 'cannot-judge']],
    ['too few', tally(50, 99), tally(5, 5), ['cannot-judge', 'cannot-judge']],
    ['two failures of few', tally(2, 100), tally(2, 5), ['within-budget', 'within-budget']],
    ['three failures of few', tally(3, 100), tally(3, 5), ['burning', 'burning']],
    [
      'clean, with failures dropped',
      tally(0, 10_000, 'bad'),
      tally(0, 500, 'bad'),
      ['cannot-judge', 'cannot-judge'],
    ],
    [
      'burning by the known failures',
      tally(500, 10_000, 'bad'),
      tally(50, 500, 'bad'),
      ['burning', 'burning'],
    ],
    [
      'failures of at least so many',
      tally(500, 10_000, 'total'),
      tally(50, 500),
      ['cannot-judge', 'cannot-judge'],
    ],
  ])('%s', (_, long, short, expected) => {
    expect(burnOf(long, short)).toEqual(expected);
  });

  it('says how many times too fast it is used up', () => {
    const [rule] = BURN_RULES;
    if (rule === undefined) throw new Error('there is no rule');
    const burn = decideBurn(
      { long: tally(200, 10_000), short: tally(10, 500) },
      { rule, share: AVAILABILITY },
    );

    expect(burn).toEqual({ is: 'burning', rate: 20 });
  });

  it('is judged over 1 h and 6 h', () => {
    expect(BURN_RULES.map(({ hours, most }) => [hours, most])).toEqual([
      [1, 14.4],
      [6, 6],
    ]);
  });
});
