import { describe, expect, it } from 'vitest';
import { add, EMPTY, merge } from '../../../src/domain/histogram.ts';
import {
  decideVerdict,
  type Figures,
  type Verdict,
} from '../../../src/features/monitoring/decide-verdict.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const CRITERIA = settingsWith().monitoring.criteria;

function verdict(id: string, figures: Figures, coverage = 1): Verdict {
  const criterion = CRITERIA.find((one) => one.id === id);
  if (criterion === undefined) throw new Error(`there is no criterion ${id}`);
  return decideVerdict(criterion, { is: 'found', coverage, figures });
}

const share = (bad: number, total: number, lost: 'bad' | 'total' | 'both' | 'none' = 'none'): Figures => ({
  is: 'share',
  bad,
  total,
  isBadAtLeast: lost === 'bad' || lost === 'both',
  isTotalAtLeast: lost === 'total' || lost === 'both',
});

const latency = (...locations: [name: string, quick: number, slow: number][]): Figures => ({
  is: 'latency',
  locations: locations.map(([name, quick, slow]) => ({
    name,
    histogram: merge(add(EMPTY, 80, quick), add(EMPTY, 200, slow)),
  })),
});

const none = (count: number, isAtLeast = false, reads = 720): Figures => ({
  is: 'none',
  count,
  isAtLeast,
  reads,
});

const HOUR_MS = 3_600_000;
const ages = (hours: readonly number[], isAtLeast = false, reads = 720): Figures => ({
  is: 'ages',
  ages: hours.map((hour, n) => ({ name: `#${n + 1}`, ageMs: hour * HOUR_MS })),
  isAtLeast,
  reads,
});

const bundles = (...bytes: number[]): Figures => ({
  is: 'budgets',
  bundles: bytes.map((size, n) => ({ name: `bundle-${n + 1}`, bytes: size, most: 1000 })),
});

describe('the verdict', () => {
  it.each<[string, Verdict, object]>([
    [
      'availability: all good',
      verdict('availability', share(0, 43_200)),
      { is: 'met', shown: '100 % (43,200 of 43,200)' },
    ],
    ['availability: just above', verdict('availability', share(9, 10_000)), { is: 'met' }],
    [
      'availability: 99.9 % itself is not above it',
      verdict('availability', share(10, 10_000)),
      { is: 'missed', shown: '99.9 % (9,990 of 10,000)', why: '10 of 10,000 failed' },
    ],
    [
      'availability: a miss by a hair is not shown as 99.9 %',
      verdict('availability', share(50_001, 50_000_000)),
      { is: 'missed', shown: '99.89 % (49,949,999 of 50,000,000)' },
    ],
    [
      'availability: too few',
      verdict('availability', share(0, 9_999)),
      { is: 'cannot-judge', why: '9,999 of at least 10,000 requests' },
    ],
    ['availability: too few, all bad', verdict('availability', share(50, 50)), { is: 'cannot-judge' }],
    [
      'availability: none at all',
      verdict('availability', share(0, 0)),
      { is: 'cannot-judge', shown: '0 of 0' },
    ],
    [
      'availability: half of the window',
      verdict('availability', share(0, 20_000), 0.5),
      { is: 'cannot-judge', why: '50 % of the window was measured, 95 % is needed' },
    ],
    ['availability: enough of the window', verdict('availability', share(0, 20_000), 0.95), { is: 'met' }],
    [
      'availability: clean, but failures were dropped',
      verdict('availability', share(0, 20_000, 'bad')),
      { is: 'cannot-judge', why: 'some was dropped or sampled away' },
    ],
    [
      'availability: missed by the known failures alone',
      verdict('availability', share(50, 20_000, 'bad')),
      { is: 'missed' },
    ],
    [
      'availability: clean of at least so many',
      verdict('availability', share(0, 20_000, 'total')),
      { is: 'met' },
    ],
    [
      'availability: failures of at least so many',
      verdict('availability', share(50, 20_000, 'total')),
      { is: 'cannot-judge' },
    ],
    [
      'availability: both are at least',
      verdict('availability', share(50, 20_000, 'both')),
      { is: 'cannot-judge' },
    ],
    [
      'availability: both are at least, clean',
      verdict('availability', share(0, 20_000, 'both')),
      { is: 'cannot-judge' },
    ],

    [
      'npm publish: 58 of 58 are too few to judge',
      verdict('npm-publish', share(0, 58)),
      { is: 'cannot-judge', shown: '58 of 58', why: '58 of at least 100 publishes' },
    ],
    [
      'npm publish: one failure of 58 neither',
      verdict('npm-publish', share(1, 58)),
      { is: 'cannot-judge', shown: '57 of 58' },
    ],
    ['npm publish: 100 of 100', verdict('npm-publish', share(0, 100)), { is: 'met', shown: '100 of 100' }],
    [
      'npm publish: 99 % itself is not above it',
      verdict('npm-publish', share(1, 100)),
      { is: 'missed', shown: '99 of 100' },
    ],
    ['npm publish: one of 101', verdict('npm-publish', share(1, 101)), { is: 'met' }],

    [
      'latency: quick everywhere',
      verdict('latency', latency(['eu', 950, 50], ['us', 1000, 0])),
      { is: 'met' },
    ],
    [
      'latency: p95 is 200 ms in one location',
      verdict('latency', latency(['eu', 1000, 0], ['us', 949, 51])),
      { is: 'missed', why: 'too slow in us' },
    ],
    [
      'latency: locations are not mixed',
      verdict('latency', latency(['eu', 100_000, 0], ['us', 900, 100])),
      { is: 'missed', why: 'too slow in us' },
    ],
    [
      'latency: one location has too few',
      verdict('latency', latency(['eu', 5000, 0], ['us', 1, 9])),
      { is: 'cannot-judge', why: '10 of at least 1,000 requests in each location' },
    ],
    [
      'latency: one location has too few, another is slow',
      verdict('latency', latency(['eu', 0, 5000], ['us', 10, 0])),
      { is: 'missed', why: 'too slow in eu' },
    ],
    [
      'latency: one location has none',
      verdict('latency', latency(['eu', 5000, 0], ['us', 0, 0])),
      { is: 'cannot-judge', shown: 'eu 81 ms, us none' },
    ],
    ['latency: no location', verdict('latency', latency()), { is: 'cannot-judge' }],

    ['breaks: none', verdict('breaks', none(0)), { is: 'met', shown: '0' }],
    ['breaks: one', verdict('breaks', none(1)), { is: 'missed', shown: '1' }],
    [
      'breaks: at least none is not none',
      verdict('breaks', none(0, true)),
      { is: 'cannot-judge', shown: 'at least 0' },
    ],
    ['breaks: at least two', verdict('breaks', none(2, true)), { is: 'missed', shown: 'at least 2' }],
    ['breaks: read too seldom', verdict('breaks', none(0, false, 23)), { is: 'cannot-judge' }],
    [
      'breaks: one counts, however seldom it was read',
      verdict('breaks', none(1, false, 1), 0.1),
      { is: 'missed' },
    ],
    ['breaks: never read', verdict('breaks', none(0, false, 0), 0), { is: 'cannot-judge' }],
    ['breaks: not read for a week', verdict('breaks', none(0), 0.76), { is: 'cannot-judge' }],

    ['budgets: kept', verdict('budgets', bundles(1000, 20)), { is: 'met', shown: '2 of 2' }],
    [
      'budgets: one over',
      verdict('budgets', bundles(1001, 20)),
      { is: 'missed', why: 'over budget: bundle-1' },
    ],
    [
      'budgets: no bundle',
      verdict('budgets', bundles()),
      { is: 'cannot-judge', why: '0 of at least 1 bundles' },
    ],

    ['vulnerabilities: none', verdict('vulnerabilities', ages([])), { is: 'met', shown: '0 of 0' }],
    ['vulnerabilities: in time', verdict('vulnerabilities', ages([3, 23.9])), { is: 'met', shown: '2 of 2' }],
    [
      'vulnerabilities: 24 hours',
      verdict('vulnerabilities', ages([3, 24])),
      { is: 'missed', why: 'too late: #2' },
    ],
    [
      'vulnerabilities: not all read',
      verdict('vulnerabilities', ages([3], true)),
      { is: 'cannot-judge', why: 'not all were read' },
    ],
    ['vulnerabilities: late, not all read', verdict('vulnerabilities', ages([30], true)), { is: 'missed' }],
    [
      'vulnerabilities: never read',
      verdict('vulnerabilities', ages([], false, 0), 0),
      { is: 'cannot-judge' },
    ],
  ])('of %s', (_, decided, expected) => {
    expect(decided).toMatchObject(expected);
  });

  it.each(CRITERIA)('of $id cannot be given without its source', (criterion) => {
    const why = 'Sentry is not set up';

    expect(decideVerdict(criterion, { is: 'absent', why })).toEqual({ is: 'cannot-judge', shown: null, why });
  });

  it('cannot be given by figures of another kind', () => {
    expect(verdict('latency', none(0))).toMatchObject({ is: 'cannot-judge', shown: null });
  });
});

describe('each criterion', () => {
  it.each(CRITERIA)('has a source, a window, a minimum and an owner: $id', (criterion) => {
    expect(criterion).toMatchObject({ owner: expect.any(String), source: expect.stringMatching(/./) });
    expect(Math.min(criterion.days, criterion.minimum)).toBeGreaterThan(0);
  });

  it('has its own id', () => {
    expect(CRITERIA.map(({ id }) => id)).toEqual([
      'availability',
      'latency',
      'npm-publish',
      'breaks',
      'budgets',
      'vulnerabilities',
    ]);
  });
});
