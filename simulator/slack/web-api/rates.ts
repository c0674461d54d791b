/** How often a method may be called: calls in a minute, or a bucket that refills by one each second per channel. */
export type Rate = { perMinute: number } | { burst: number; perSecond: number };

/** Slack's tiers at their guaranteed figure, in calls a minute (docs/services.md, Slack). */
export const TIER_2: Rate = { perMinute: 20 };
export const TIER_3: Rate = { perMinute: 50 };
export const TIER_4: Rate = { perMinute: 100 };
/** "Special" methods allow hundreds of calls a minute. */
export const SPECIAL: Rate = { perMinute: 600 };
/** One message a second for each channel, with short bursts; the size of a burst is not published. */
export const POSTING: Rate = { burst: 5, perSecond: 1 };

export interface Rates {
  /** Counts one call; returns the seconds to wait when it is too many. */
  take(key: string, rate: Rate): number | undefined;
  clear(): void;
}

const MINUTE_MS = 60_000;

/** Counts calls by key on the given clock (milliseconds). A refused call is not counted. */
export function createRates(now: () => number): Rates {
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function takeFromMinute(key: string, perMinute: number): number | undefined {
    const at = now();
    const recent = (calls.get(key) ?? []).filter((call) => call > at - MINUTE_MS);
    calls.set(key, recent);
    const oldest = recent[recent.length - perMinute];
    if (oldest !== undefined) return Math.max(1, Math.ceil((oldest + MINUTE_MS - at) / 1000));
    recent.push(at);
    return undefined;
  }

  function takeFromBucket(key: string, burst: number, perSecond: number): number | undefined {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return undefined;
  }

  return {
    take: (key, rate) =>
      'perMinute' in rate
        ? takeFromMinute(key, rate.perMinute)
        : takeFromBucket(key, rate.burst, rate.perSecond),
    clear: () => {
      calls.clear();
      buckets.clear();
    },
  };
}
