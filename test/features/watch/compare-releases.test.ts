import { describe, expect, it } from 'vitest';
import { compareReleases, exposureOf, type Side } from '../../../src/features/watch/compare-releases.ts';

const LIMITS = { leastLoads: 200, leastRate: 0.005, times: 2, chance: 1e-4 };
const side = (loads: number, errors: number, lost: Partial<Side> = {}): Side => ({
  loads,
  errors,
  isLoadsAtLeast: false,
  isErrorsAtLeast: false,
  ...lost,
});

describe('a new release beside the old one', () => {
  it.each([
    ['as good', side(1_000, 1), side(1_000, 1), 'no-worse'],
    ['without errors', side(1_000, 0), side(1_000, 0), 'no-worse'],
    ['better', side(1_000, 0), side(1_000, 20), 'no-worse'],
    ['ten times the errors at 3 % of the loads', side(300, 30), side(9_700, 97), 'worse'],
    ['errors where the old one has none', side(300, 12), side(9_700, 0), 'worse'],
    ['one error where the old one has none', side(300, 1), side(9_700, 0), 'no-worse'],
    ['more errors, but rare ones', side(100_000, 300), side(100_000, 50), 'no-worse'],
    ['half as many errors again, surely', side(10_000, 1_500), side(10_000, 1_000), 'both-bad'],
    ['errors in both alike', side(1_000, 200), side(1_000, 200), 'both-bad'],
    ['many errors in the old one alone', side(1_000, 2), side(1_000, 200), 'no-worse'],
    ['too few loads of the new one', side(199, 199), side(9_000, 0), 'cannot-judge'],
    ['too few loads of the old one', side(9_000, 900), side(199, 0), 'cannot-judge'],
    ['no loads at all', side(0, 0), side(0, 0), 'cannot-judge'],
  ] as const)('%s', (_what, fresh, old, verdict) => {
    expect(compareReleases({ source: 'datadog', minutes: 30, fresh, old }, LIMITS).is).toBe(verdict);
  });

  it.each([
    [side(0, 500), side(0, 1), 'no loads per minute of the new release'],
    [side(900, 500), side(0, 1), 'no loads per minute of the old release'],
    [side(199, 500), side(0, 1), '199 of at least 200 loads of the new release'],
  ])('says why it cannot judge %j beside %j', (fresh, old, why) => {
    const verdict = compareReleases({ source: 'sentry', minutes: 30, fresh, old }, LIMITS);
    expect(verdict).toEqual({ is: 'cannot-judge', why });
  });

  it('says how many times, and null where the old one has no error', () => {
    const worse = (old: Side) =>
      compareReleases({ source: 'sentry', minutes: 30, fresh: side(1_000, 100), old }, LIMITS);
    expect(worse(side(1_000, 10))).toEqual({ is: 'worse', times: 10, chance: expect.any(Number) });
    expect(worse(side(1_000, 0))).toEqual({ is: 'worse', times: null, chance: expect.any(Number) });
  });

  describe('where some was not counted', () => {
    const bad = [300, 30] as const;
    const well = [9_700, 97] as const;
    it.each([
      [
        'worse holds: more errors of the new one',
        side(...bad, { isErrorsAtLeast: true }),
        side(...well),
        'worse',
      ],
      [
        'worse holds: more loads of the old one',
        side(...bad),
        side(...well, { isLoadsAtLeast: true }),
        'worse',
      ],
      [
        'worse may be wrong: more loads of the new one',
        side(...bad, { isLoadsAtLeast: true }),
        side(...well),
        'cannot-judge',
      ],
      [
        'worse may be wrong: more errors of the old one',
        side(...bad),
        side(...well, { isErrorsAtLeast: true }),
        'cannot-judge',
      ],
      [
        'no worse holds: more loads of the new one',
        side(1_000, 1, { isLoadsAtLeast: true }),
        side(1_000, 1),
        'no-worse',
      ],
      [
        'no worse holds: more errors of the old one',
        side(1_000, 1),
        side(1_000, 1, { isErrorsAtLeast: true }),
        'no-worse',
      ],
      [
        'no worse may be wrong: more errors of the new one',
        side(1_000, 1, { isErrorsAtLeast: true }),
        side(1_000, 1),
        'cannot-judge',
      ],
      [
        'no worse may be wrong: more loads of the old one',
        side(1_000, 1),
        side(1_000, 1, { isLoadsAtLeast: true }),
        'cannot-judge',
      ],
    ] as const)('%s', (_what, fresh, old, verdict) => {
      expect(compareReleases({ source: 'datadog', minutes: 30, fresh, old }, LIMITS).is).toBe(verdict);
    });
  });

  it('has a part of the loads, unless there are none', () => {
    expect(exposureOf({ fresh: side(38, 0), old: side(62, 0) })).toBe(0.38);
    expect(exposureOf({ fresh: side(0, 0), old: side(0, 0) })).toBeNull();
  });
});
