/** A bucket begins exactly here, so the share below it is exact: the target for the latency. */
export const EDGE_MS = 200;
/** A quantile differs from the true one by at most this part of it, from the lowest to the highest bucket. */
export const RELATIVE_ERROR = 0.02;

const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
/** About 0.1 ms and 10 minutes: what is lower or higher counts in the outermost bucket. */
const LOWEST = -190;
const HIGHEST = 200;

/**
 * Counts of durations. Bucket 0 begins at `EDGE_MS`, each bucket is 4 % longer than the one before it. Two histograms
 * merge without loss, and quantiles are read from the merged one: they are never averaged.
 */
export interface Histogram {
  /** How many durations are in each bucket; a bucket without any is not listed. */
  counts: ReadonlyMap<number, number>;
}

export const EMPTY: Histogram = { counts: new Map() };

/** The histogram with a duration counted once more, or `times` more. */
export function add(histogram: Histogram, ms: number, times = 1): Histogram {
  if (!Number.isSafeInteger(times) || times < 0)
    throw new RangeError(`${times} is not a number of durations`);
  return times === 0 ? histogram : merge(histogram, { counts: new Map([[bucketOf(ms), times]]) });
}

/** The histogram with each of these durations counted once more. */
export function addAll({ counts }: Histogram, durations: Iterable<number>): Histogram {
  const more = new Map(counts);
  for (const ms of durations) {
    const bucket = bucketOf(ms);
    more.set(bucket, (more.get(bucket) ?? 0) + 1);
  }
  return { counts: more };
}

/**
 * The histogram with durations of which only a range is known, as another service's bucket has them: spread evenly over
 * it, so what is counted below an edge within the range is an estimate. Without an end all are at the begin.
 */
export function addBetween(
  histogram: Histogram,
  range: { fromMs: number; toMs: number | null },
  times: number,
): Histogram {
  const { fromMs, toMs } = range;
  if (toMs === null || toMs <= fromMs) return add(histogram, fromMs, times);
  const counts = new Map<number, number>();
  const [first, last] = [bucketOf(fromMs), bucketOf(toMs)];
  let before = 0;
  for (let bucket = first; bucket <= last; bucket += 1) {
    const end = bucket === last ? toMs : EDGE_MS * GROWTH ** (bucket + 1);
    const upTo = Math.round((times * (Math.min(end, toMs) - fromMs)) / (toMs - fromMs));
    if (upTo > before) counts.set(bucket, upTo - before);
    before = Math.max(before, upTo);
  }
  return merge(histogram, { counts });
}

export function merge(a: Histogram, b: Histogram): Histogram {
  const counts = new Map(a.counts);
  for (const [bucket, count] of b.counts) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  return { counts };
}

export function countOf({ counts }: Histogram): number {
  return sum(counts.values());
}

/** How many durations were below `EDGE_MS`: exact. */
export function countBelowEdge({ counts }: Histogram): number {
  return sum([...counts].filter(([bucket]) => bucket < 0).map(([, count]) => count));
}

/** The duration (ms) that this part of all durations does not exceed, by the nearest rank; null for none at all. */
export function quantile(histogram: Histogram, part: number): number | null {
  if (!(part >= 0 && part <= 1)) throw new RangeError(`${part} is not a part`);
  const rank = rankOf(countOf(histogram), part);
  let seen = 0;
  for (const [bucket, count] of inOrder(histogram)) {
    seen += count;
    if (seen >= rank) return middleOf(bucket);
  }
  return null;
}

/** Whether this quantile is below `EDGE_MS`: exact. Null for no durations. */
export function isBelowEdge(histogram: Histogram, part: number): boolean | null {
  const count = countOf(histogram);
  return count === 0 ? null : countBelowEdge(histogram) >= rankOf(count, part);
}

/** The nearest rank, from 1. A product like 0.07 × 100 is a little more than 7 in floating point. */
function rankOf(count: number, part: number): number {
  return Math.max(1, Math.ceil(part * count - 1e-9));
}

function bucketOf(ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`${ms} is not a duration`);
  if (ms === 0) return LOWEST;
  const bucket = Math.floor(Math.log(ms / EDGE_MS) / Math.log(GROWTH));
  const onItsSide = ms < EDGE_MS ? Math.min(bucket, -1) : Math.max(bucket, 0);
  return Math.min(Math.max(onItsSide, LOWEST), HIGHEST);
}

/** As far from the bucket's begin as from its end, in parts of each. */
function middleOf(bucket: number): number {
  return ((EDGE_MS * 2 * GROWTH) / (1 + GROWTH)) * GROWTH ** bucket;
}

function inOrder({ counts }: Histogram): [number, number][] {
  return [...counts].sort(([a], [b]) => a - b);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const one of numbers) total += one;
  return total;
}

/** Says which buckets a stored text has: other buckets need another letter. */
const FORMAT = 'a';
const RADIX = 36;

/** A short text for the store: for each bucket its distance from the one before, where that is not 1, and its count. */
export function toText(histogram: Histogram): string {
  let before = LOWEST - 1;
  const parts = inOrder(histogram).map(([bucket, count]) => {
    const distance = bucket - before;
    before = bucket;
    return `${distance === 1 ? '' : `${distance.toString(RADIX)}:`}${count.toString(RADIX)}`;
  });
  return `${FORMAT} ${parts.join(' ')}`.trimEnd();
}

/** The histogram of such a text; undefined where Navi has not written it. */
export function fromText(text: string): Histogram | undefined {
  const [format, ...parts] = text.split(' ');
  if (format !== FORMAT) return undefined;
  const counts = new Map<number, number>();
  let bucket = LOWEST - 1;
  for (const part of parts) {
    const found = /^(?:(?<distance>[1-9a-z][0-9a-z]?):)?(?<count>[1-9a-z][0-9a-z]{0,10})$/.exec(part)?.groups;
    if (found === undefined) return undefined;
    const count = Number.parseInt(found['count'] ?? '', RADIX);
    bucket += Number.parseInt(found['distance'] ?? '1', RADIX);
    if (bucket > HIGHEST || !Number.isSafeInteger(count)) return undefined;
    counts.set(bucket, count);
  }
  return { counts };
}
