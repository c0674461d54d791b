import type { Load, Loaded } from '../edge/load.ts';
import { type Browsers, createBrowsers } from './browsers.ts';
import { busyness, CUSTOMERS, type Customer } from './customers.ts';
import type { Knob } from './knob.ts';
import { minuteOf } from './minutes.ts';
import { createRandom, type Random } from './random.ts';
import { browserLifeMs, releaseOf } from './release.ts';
import { createTally, record, type Tally } from './tally.ts';
import type { Traffic } from './traffic.ts';

const MINUTE_MS = 60_000;
/** Minutes after which a browser has usually come back: half of the loads of a script with an hour's life need no edge. */
const RETURN_MINUTES = 60;

export interface Slice {
  from: number;
  /** In the same hour; what happens is spread over the minutes in between. */
  to: number;
}

/** Lets visits happen, a slice of time after the other. */
export interface Visits {
  happen(slice: Slice, knob: Knob): Promise<void>;
  /** Every browser forgets what it has. */
  clear(): void;
}

export function createVisits({
  traffic,
  load,
  seed,
}: {
  traffic: Traffic;
  load: Load;
  seed: string;
}): Visits {
  const caches = new Map<string, Browsers>();
  const cacheOf = ({ host }: Customer) => {
    const known = caches.get(host);
    if (known !== undefined) return known;
    const browsers = createBrowsers();
    caches.set(host, browsers);
    return browsers;
  };
  return {
    happen: async ({ from, to }, knob) => {
      const random = createRandom(`${seed} visits ${from}`);
      const visiting: Visiting = { at: from, knob, random, tally: createTally(), askEdge: once(load, from) };
      for (const customer of CUSTOMERS) {
        const busy = knob.steady ? 1 : busyness(customer.country, from);
        const visits = random.poisson((knob.perMinute * customer.share * busy * (to - from)) / MINUTE_MS);
        if (visits > 0) await visit(visiting, { customer, browsers: cacheOf(customer), visits });
      }
      const minutes = minuteOf(to - 1) - minuteOf(from) + 1;
      record(visiting.tally, { traffic, minute: minuteOf(from), minutes, knob, random });
    },
    clear: () => caches.clear(),
  };
}

type AskEdge = (customer: Customer) => Promise<Loaded> | Loaded;

/** The edge is asked once a slice for each probe and path; what comes after the first request of a slice is a hit. */
function once(load: Load, at: number): AskEdge {
  const asked = new Map<string, Loaded>();
  return ({ country: { probe }, path }) => {
    const key = `${probe} ${path}`;
    const before = asked.get(key);
    if (before !== undefined) return before;
    return load(probe, path, at).then((loaded) => {
      asked.set(key, { ...loaded, isHit: loaded.status === 200 });
      return loaded;
    });
  };
}

interface Visiting {
  at: number;
  knob: Knob;
  random: Random;
  tally: Tally;
  askEdge: AskEdge;
}

interface Visit {
  customer: Customer;
  browsers: Browsers;
  visits: number;
}

async function visit(
  { at, knob, random, tally, askEdge }: Visiting,
  { customer, browsers, visits }: Visit,
): Promise<void> {
  browsers.settle(at);
  const population = knob.perMinute * customer.share * RETURN_MINUTES;
  let fetches = visits;
  for (const [release, count] of browsers.fromOwnCaches(visits, population, random)) {
    fetches -= count;
    tally.load(release, count);
  }
  if (fetches === 0) return;
  const asked = askEdge(customer);
  const loaded = asked instanceof Promise ? await asked : asked;
  const lost = random.binomial(fetches, knob.serverErrorRate);
  const answered = fetches - lost;
  const missed = loaded.isHit ? 0 : Math.min(1, answered);
  tally.request(customer, { code: 502, cache: 'MISS' }, lost);
  tally.request(customer, { code: loaded.status, cache: 'MISS' }, missed);
  const cache = loaded.status === 200 ? 'HIT' : 'MISS';
  tally.request(customer, { code: loaded.status, cache }, answered - missed);
  const release = loaded.status === 200 ? releaseOf(loaded.script) : undefined;
  if (release === undefined) return;
  tally.load(release, answered);
  const forMs = browserLifeMs(loaded.cacheControl, loaded.ageMs);
  browsers.fetched(release, answered, { at, forMs, random });
}
