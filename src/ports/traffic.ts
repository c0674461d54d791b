import type { Minutes } from '../domain/period.ts';
import type { LoadsRead } from '../domain/referred-loads.ts';

/** What the load balancer and the uptime checks saw. Each `minute` is its begin, ISO. */
export interface TrafficSeen {
  /** `responseClass` such as `200`, or `0` for no answer; `cache` such as `HIT`. A silent minute has none. */
  requests: readonly { minute: string; responseClass: string; cache: string; count: number }[];
  latencies: readonly { minute: string; continent: string; buckets: readonly Bucket[] }[];
  /** One for each check, by the location that it was made from. */
  checks: readonly { minute: string; location: string; passed: boolean }[];
  checkLatencies: readonly { minute: string; location: string; ms: number }[];
  /** The service says that a part is missing: every number is a lower bound. */
  isIncomplete: boolean;
}

/** So many durations, from `fromMs` up to `toMs`; null for the last one, which has no end. */
export interface Bucket {
  fromMs: number;
  toMs: number | null;
  count: number;
}

/** The CDN as the load balancer and checks from the world's regions see it. */
export interface Traffic {
  read(minutes: Minutes): Promise<TrafficSeen>;
  /** Who loads what, in whole periods of so many minutes, which end with `to`. */
  readLoads(minutes: Minutes, periodMinutes: number): Promise<LoadsRead>;
}
