import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  addAll,
  countBelowEdge,
  countOf,
  EDGE_MS,
  EMPTY,
  fromText,
  type Histogram,
  isBelowEdge,
  merge,
  quantile,
  RELATIVE_ERROR,
  toText,
} from '../../src/domain/histogram.ts';

const JUST_BELOW = EDGE_MS - 2 ** -45;

const durations = fc.array(
  fc.oneof(
    fc.double({ min: 0.1, max: 600_000, noNaN: true }),
    fc.double({ min: 190, max: 210, noNaN: true }),
    fc.constantFrom(EDGE_MS, JUST_BELOW, 200.1, 199.9),
  ),
  { maxLength: 60 },
);

function histogramOf(ms: readonly number[]): Histogram {
  return addAll(EMPTY, ms);
}

function nearestRank(ms: readonly number[], part: number): number {
  const sorted = ms.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(part * sorted.length - 1e-9)) - 1] ?? Number.NaN;
}

describe('a histogram', () => {
  it('merges in any order and grouping to the histogram of all durations', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const [x, y, z] = [histogramOf(a), histogramOf(b), histogramOf(c)];
        expect(merge(merge(x, y), z)).toEqual(histogramOf([...a, ...b, ...c]));
        expect(merge(x, merge(y, z))).toEqual(merge(merge(x, y), z));
        expect(merge(x, y)).toEqual(merge(y, x));
        expect(merge(x, EMPTY)).toEqual(x);
      }),
    );
  });

  it('counts exactly what is below the edge', () => {
    fc.assert(
      fc.property(durations, (ms) => {
        expect(countBelowEdge(histogramOf(ms))).toBe(ms.filter((one) => one < EDGE_MS).length);
        expect(countOf(histogramOf(ms))).toBe(ms.length);
      }),
    );
  });

  it('says of a quantile exactly whether it is below the edge', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0, 0.5, 0.75, 0.95, 0.99, 1), (ms, part) => {
        const expected = ms.length === 0 ? null : nearestRank(ms, part) < EDGE_MS;
        expect(isBelowEdge(histogramOf(ms), part)).toBe(expected);
      }),
    );
  });

  it('has each quantile within its relative error', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (ms, part) => {
        fc.pre(ms.length > 0);
        const exact = nearestRank(ms, part);
        const error = Math.abs((quantile(histogramOf(ms), part) ?? Number.NaN) - exact) / exact;
        expect(error).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-9);
      }),
    );
  });

  it('does not average: one slow minute of ten shows in the whole', () => {
    const quick = Array.from({ length: 9 }, () => add(EMPTY, 50, 100));
    const whole = [...quick, add(EMPTY, 900, 100)].reduce(merge);

    expect(quantile(whole, 0.9)).toBeLessThan(EDGE_MS);
    expect(quantile(whole, 0.95)).toBeGreaterThan(880);
    expect(isBelowEdge(whole, 0.95)).toBe(false);
  });

  it('has no quantile without durations', () => {
    expect(quantile(EMPTY, 0.95)).toBeNull();
    expect(isBelowEdge(EMPTY, 0.95)).toBeNull();
  });

  it('counts durations outside its buckets in the outermost', () => {
    const wide = [0, 1e-9, 1e12].reduce((histogram, ms) => add(histogram, ms), EMPTY);

    expect([countOf(wide), countBelowEdge(wide), wide.counts.size]).toEqual([3, 2, 2]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as a duration', (ms) => {
    expect(() => add(EMPTY, ms)).toThrow(RangeError);
  });
});

describe('the text of a histogram', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(durations, fc.nat(), (ms, times) => {
        const histogram = add(histogramOf(ms), 31, times);
        expect(fromText(toText(histogram))).toEqual(histogram);
      }),
    );
  });

  it('does not depend on the order of counting', () => {
    fc.assert(
      fc.property(durations, (ms) => {
        expect(toText(histogramOf(ms.toReversed()))).toBe(toText(histogramOf(ms)));
      }),
    );
  });

  it('is short: 10,000 durations over two orders of magnitude are below 400 characters', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => 20 * 100 ** (n / 10_000));

    expect(toText(histogramOf(many)).length).toBeLessThan(400);
  });

  it('keeps its meaning', () => {
    expect(toText(EMPTY)).toBe('a');
    expect(toText(histogramOf([199, 200, 200, 209]))).toBe('a 5a:1 2 1');
    expect(fromText('a 5a:1 2 1')?.counts).toEqual(
      new Map([
        [-1, 1],
        [0, 2],
        [1, 1],
      ]),
    );
  });

  it.each(['', 'b 1', 'a 0', 'a -1', 'a 1.5', 'a zz:1', 'a 1  1', 'a zzzzzzzzzzz', 'a 1:', 'a 1\n'])(
    'is not read from %j',
    (text) => {
      expect(fromText(text)).toBeUndefined();
    },
  );

  it('is read from any text, or not, without an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = fromText(`a ${text}`);
        if (read !== undefined) expect(fromText(toText(read))).toEqual(read);
      }),
    );
  });
});
