/** How many at once, then one every so many milliseconds. */
export interface Allowance {
  atOnce: number;
  everyMs: number;
}

/** A token bucket: its level, and the time of that level (milliseconds). */
export interface Bucket {
  tokens: number;
  at: number;
}

/** Refills a bucket for the elapsed time; a new one is full. Time that runs backwards refills nothing. */
export function refill(bucket: Bucket | undefined, { atOnce, everyMs }: Allowance, at: number): Bucket {
  if (bucket === undefined) return { tokens: atOnce, at };
  const gained = Math.max(0, at - bucket.at) / everyMs;
  return { tokens: Math.min(atOnce, bucket.tokens + gained), at: Math.max(at, bucket.at) };
}

export function spend(bucket: Bucket, amount = 1): Bucket {
  return { ...bucket, tokens: bucket.tokens - amount };
}

/** Milliseconds until the bucket holds so many tokens. */
export function waitFor(bucket: Bucket, { everyMs }: Allowance, amount = 1): number {
  return Math.max(0, (amount - bucket.tokens) * everyMs);
}

/** One bucket for each key, all with the same allowance. */
export interface Buckets {
  /** Takes a token, or so many, and returns 0; or takes nothing and returns the milliseconds to wait. */
  take(key: string, amount?: number): number;
  /** Returns a token, or so many, to the bucket. */
  refund(key: string, amount?: number): void;
}

export interface BucketsOptions extends Allowance {
  /** Keys come from outside: above this number the least recently used one is dropped. */
  most: number;
  now: () => number;
}

export function createBuckets({ most, now, ...allowance }: BucketsOptions): Buckets {
  const buckets = new Map<string, Bucket>();
  const put = (key: string, bucket: Bucket) => {
    buckets.delete(key);
    buckets.set(key, bucket);
    const oldest = buckets.keys().next().value;
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
  };
  return {
    take: (key, amount = 1) => {
      const bucket = refill(buckets.get(key), allowance, now());
      if (bucket.tokens < amount) return waitFor(bucket, allowance, amount);
      put(key, spend(bucket, amount));
      return 0;
    },
    refund: (key, amount = 1) => {
      const { tokens, at } = refill(buckets.get(key), allowance, now());
      put(key, { tokens: Math.min(allowance.atOnce, tokens + amount), at });
    },
  };
}
