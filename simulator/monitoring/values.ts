import { FINITE_BUCKETS, GROWTH } from '../visitors/latencies.ts';

/** Counts by bucket. */
export type Histogram = ReadonlyMap<number, number>;

export type Value =
  | { type: 'INT64'; value: number }
  | { type: 'DOUBLE'; value: number }
  | { type: 'BOOL'; value: boolean }
  | { type: 'DISTRIBUTION'; value: Histogram };

export type ValueType = Value['type'];

export function render(value: Value): Record<string, unknown> {
  switch (value.type) {
    case 'INT64':
      return { int64Value: String(value.value) };
    case 'DOUBLE':
      return { doubleValue: value.value };
    case 'BOOL':
      return { boolValue: value.value };
    case 'DISTRIBUTION':
      return { distributionValue: renderHistogram(value.value) };
  }
}

/** Zeros at the end are left out, as the API may. */
function renderHistogram(histogram: Histogram): Record<string, unknown> {
  const count = countOf(histogram);
  const mean = sumOver(histogram, middleOf) / count;
  const last = Math.max(...histogram.keys());
  return {
    count: String(count),
    mean,
    sumOfSquaredDeviation: sumOver(histogram, (bucket) => (middleOf(bucket) - mean) ** 2),
    bucketOptions: {
      exponentialBuckets: { numFiniteBuckets: FINITE_BUCKETS, growthFactor: GROWTH, scale: 1 },
    },
    bucketCounts: Array.from({ length: last + 1 }, (_, bucket) => String(histogram.get(bucket) ?? 0)),
  };
}

export function added(histograms: readonly Histogram[]): Histogram {
  const all = new Map<number, number>();
  for (const histogram of histograms)
    for (const [bucket, count] of histogram) all.set(bucket, (all.get(bucket) ?? 0) + count);
  return all;
}

/** Within its bucket a percentile is as far along as its rank: what is between two edges is not known. */
export function percentileOf(histogram: Histogram, percent: number): number {
  const rank = (percent / 100) * countOf(histogram);
  let below = 0;
  for (const [bucket, count] of [...histogram].toSorted(([one], [other]) => one - other)) {
    if (below + count >= rank) {
      const [low, high] = edgesOf(bucket);
      return low + ((rank - below) / count) * (high - low);
    }
    below += count;
  }
  return 0;
}

function countOf(histogram: Histogram): number {
  return sumOver(histogram, () => 1);
}

function sumOver(histogram: Histogram, each: (bucket: number) => number): number {
  return [...histogram].reduce((sum, [bucket, count]) => sum + count * each(bucket), 0);
}

function edgesOf(bucket: number): [low: number, high: number] {
  return bucket === 0 ? [0, 1] : [GROWTH ** (bucket - 1), GROWTH ** bucket];
}

function middleOf(bucket: number): number {
  const [low, high] = edgesOf(bucket);
  return (low + high) / 2;
}
