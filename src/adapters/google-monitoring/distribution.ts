import { z } from 'zod';
import type { Bucket } from '../../ports/traffic.ts';

const count = z.coerce.number().int().nonnegative();
const finite = z.int().positive().max(10_000);

/** A distribution: how many values each bucket has (cloud.google.com, `TypedValue`). Zeros at the end may be left out. */
export const Distribution = z.object({
  bucketOptions: z
    .object({
      exponentialBuckets: z
        .object({ numFiniteBuckets: finite, growthFactor: z.number().gt(1), scale: z.number().positive() })
        .optional(),
      linearBuckets: z
        .object({ numFiniteBuckets: finite, width: z.number().positive(), offset: z.number() })
        .optional(),
      explicitBuckets: z.object({ bounds: z.array(z.number()).max(10_000) }).optional(),
    })
    .default({}),
  bucketCounts: z.array(count).max(10_002).default([]),
});
type Distribution = z.infer<typeof Distribution>;

/** The buckets that have any, with their edges. */
export function bucketsOf({ bucketOptions, bucketCounts }: Distribution): Bucket[] {
  const edges = edgesOf(bucketOptions, bucketCounts.length);
  return bucketCounts.flatMap((count, at): Bucket[] => {
    if (count === 0) return [];
    // The first bucket has no begin and the last no end.
    const from = at === 0 ? 0 : (edges[at - 1] ?? edges.at(-1) ?? 0);
    return [{ fromMs: Math.max(0, from), toMs: edges[at] ?? null, count }];
  });
}

/** Of a bucket with this number the begin is the edge before it, and the end the edge of its number. */
function edgesOf(options: Distribution['bucketOptions'], buckets: number): number[] {
  const { exponentialBuckets: exponential, linearBuckets: linear, explicitBuckets: explicit } = options;
  const edges = (finite: number, edge: (at: number) => number) =>
    Array.from({ length: Math.min(finite + 1, buckets) }, (_, at) => edge(at));
  if (exponential !== undefined)
    return edges(exponential.numFiniteBuckets, (at) => exponential.scale * exponential.growthFactor ** at);
  if (linear !== undefined) return edges(linear.numFiniteBuckets, (at) => linear.offset + linear.width * at);
  return explicit?.bounds ?? [];
}
