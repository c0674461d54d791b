import type { Random } from './random.ts';

const MINUTE_MS = 60_000;
/** Browsers throw copies out early to make room: each copy's life is shortened by up to this part. */
const JITTER = 0.1;
const PARTS = 4;

/** The caches of the browsers that visit one customer's pages, by counts: no browser is an object of its own. */
export interface Browsers {
  /** Of so many visits now, how many run a copy of their own, by release. Each browser is as likely as any other. */
  fromOwnCaches(visits: number, population: number, random: Random): Map<string, number>;
  /** So many browsers have fetched this release and may use it for so long. */
  fetched(release: string, count: number, use: { at: number; forMs: number; random: Random }): void;
  /** Throws away copies whose time is over. */
  settle(at: number): void;
}

/** What browsers hold under one address: when a copy's time is over, it is gone (RFC 9111, section 4.2). */
export function createBrowsers(): Browsers {
  /** By the minute in which they end. */
  const ending = new Map<number, Map<string, number>>();
  const fresh = new Map<string, number>();
  let settled = 0;

  const add = (to: Map<string, number>, release: string, count: number) => {
    const now = (to.get(release) ?? 0) + count;
    if (now > 0) to.set(release, now);
    else to.delete(release);
  };

  return {
    fromOwnCaches: (visits, population, random) => {
      const loads = new Map<string, number>();
      let [left, among] = [visits, population];
      for (const [release, held] of fresh) {
        const count = random.binomial(left, Math.min(1, held / Math.max(1, among)));
        if (count > 0) loads.set(release, count);
        left -= count;
        among -= held;
      }
      return loads;
    },
    fetched: (release, count, { at, forMs, random }) => {
      if (forMs <= 0 || count === 0) return;
      let left = count;
      for (let part = PARTS; part > 0; part -= 1) {
        const some = random.binomial(left, 1 / part);
        left -= some;
        if (some === 0) continue;
        const until = Math.ceil((at + forMs * (1 - JITTER * random.next())) / MINUTE_MS);
        const cohort = ending.get(until) ?? new Map<string, number>();
        add(cohort, release, some);
        ending.set(until, cohort);
        add(fresh, release, some);
      }
    },
    settle: (at) => {
      const minute = Math.floor(at / MINUTE_MS);
      const end = (until: number) => {
        for (const [release, count] of ending.get(until) ?? []) add(fresh, release, -count);
        ending.delete(until);
      };
      if (minute - settled > ending.size)
        for (const until of [...ending.keys()]) {
          if (until <= minute) end(until);
        }
      else for (let until = settled + 1; until <= minute; until += 1) end(until);
      settled = minute;
    },
  };
}
