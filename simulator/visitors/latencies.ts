import type { Random } from './random.ts';

/** The buckets of Google's load balancer metrics: bucket 0 is below 1 ms, bucket i below 1.4^i, the last is the rest. */
export const GROWTH = 1.4;
export const FINITE_BUCKETS = 66;

/** How far apart answers are: the deviation of the logarithm. */
const SPREAD = 0.45;

/** Sorts so many answers into buckets, log-normal around a median; the cost does not grow with their number. */
export function spread(count: number, median: number, random: Random): Map<number, number> {
  const buckets = new Map<number, number>();
  let [left, below] = [count, 0];
  for (let bucket = 0; left > 0; bucket += 1) {
    const upTo = bucket > FINITE_BUCKETS ? 1 : shareBelow(GROWTH ** bucket, median);
    const some = below >= 1 ? left : random.binomial(left, (upTo - below) / (1 - below));
    if (some > 0) buckets.set(bucket, some);
    left -= some;
    below = upTo;
  }
  return buckets;
}

/** The log-normal distribution, by the logistic approximation of the normal one. */
function shareBelow(value: number, median: number): number {
  return 1 / (1 + Math.exp((-1.702 * Math.log(value / median)) / SPREAD));
}
