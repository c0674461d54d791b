import { createTable, type Table } from './minutes.ts';

/** Everything that visits leave behind, in counts per minute. Every source reads these, so that they agree. */
export interface Traffic {
  /** Pages that ran the script, by `release`: only browsers know of them. */
  loads: Table;
  /** Errors of the script in browsers, by `release` and `kind`. */
  errors: Table;
  /** What reached the edge, by `country`, `continent`, `code` and `cache`: nothing that a browser had itself. */
  requests: Table;
  /** How long these took, by the same labels and the `bucket` of `latencies.ts`. */
  latencies: Table;
  /** The same requests by the referrer's `host` and the `path`'s first part. */
  referrers: Table;
  /** Uptime checks by `location`: that each passed (1) or failed, and how many milliseconds it took. */
  passed: Table;
  failed: Table;
  checkMs: Table;
}

export function createTraffic(): Traffic {
  return {
    loads: createTable(),
    errors: createTable(),
    requests: createTable(),
    latencies: createTable(),
    referrers: createTable(),
    passed: createTable(),
    failed: createTable(),
    checkMs: createTable(),
  };
}

export function clearTraffic(traffic: Traffic): void {
  for (const table of Object.values(traffic)) table.clear();
}

/** What a simulated source reads. */
export interface TrafficSource {
  traffic: Traffic;
  /** Ends when every visit up to now is counted. */
  caughtUp(): Promise<void>;
}
