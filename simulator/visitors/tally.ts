import type { Country, Customer } from './customers.ts';
import type { Knob } from './knob.ts';
import { spread } from './latencies.ts';
import type { Random } from './random.ts';
import type { Traffic } from './traffic.ts';

const USUAL_ERROR_RATE = 0.002;
/** A copy from the bucket takes so many milliseconds longer than one that the edge has. */
const ORIGIN_MS = 140;

/** The script's own errors, by what throws them; their parts of all errors are 1 together. */
const ERROR_KINDS: readonly [kind: string, part: number][] = [
  ['TypeError', 0.6],
  ['NetworkError', 0.3],
  ['SecurityError', 0.1],
];

interface Answer {
  code: number;
  cache: 'HIT' | 'MISS';
}

interface Requests extends Answer {
  country: Country;
  count: number;
}

/** The counts of one slice, before they are written down: customers of one country together. */
export interface Tally {
  /** What the script itself tells, wherever its bytes came from. */
  load(release: string, count: number): void;
  /** What the load balancer sees. */
  request(customer: Customer, answer: Answer, count: number): void;
  loads: ReadonlyMap<string, number>;
  requests: ReadonlyMap<string, Requests>;
  referrers: ReadonlyMap<Customer, number>;
}

export function createTally(): Tally {
  const loads = new Map<string, number>();
  const requests = new Map<string, Requests>();
  const referrers = new Map<Customer, number>();
  return {
    loads,
    requests,
    referrers,
    load: (release, count) => void loads.set(release, (loads.get(release) ?? 0) + count),
    request: (customer, { code, cache }, count) => {
      if (count === 0) return;
      const { country } = customer;
      const key = `${country.name} ${code} ${cache}`;
      const known = requests.get(key);
      if (known === undefined) requests.set(key, { country, code, cache, count });
      else known.count += count;
      referrers.set(customer, (referrers.get(customer) ?? 0) + count);
    },
  };
}

interface Moment {
  traffic: Traffic;
  minute: number;
  /** How many minutes the slice touches. */
  minutes: number;
  knob: Knob;
  random: Random;
}

/** Writes down what a slice has counted, and draws what follows from it: errors and latencies. */
export function record(tally: Tally, moment: Moment): void {
  const { traffic, minute, minutes } = moment;
  for (const [release, count] of tally.loads) {
    traffic.loads.add({ release }, minute, count, minutes);
    recordErrors(moment, release, count);
  }
  for (const requests of tally.requests.values()) recordRequests(moment, requests);
  for (const [{ host, hidesReferrer, path }, count] of tally.referrers)
    traffic.referrers.add(
      { host: hidesReferrer ? '' : host, path: path.split('/')[1] ?? '' },
      minute,
      count,
      minutes,
    );
}

function recordErrors(
  { traffic, minute, minutes, knob, random }: Moment,
  release: string,
  loads: number,
): void {
  let left = random.binomial(loads, knob.errorRate[release] ?? USUAL_ERROR_RATE);
  let rest = 1;
  for (const [kind, part] of ERROR_KINDS) {
    const some = random.binomial(left, part / rest);
    traffic.errors.add({ release, kind }, minute, some, minutes);
    left -= some;
    rest -= part;
  }
}

function recordRequests({ traffic, minute, minutes, knob, random }: Moment, requests: Requests): void {
  const { country, code, cache, count } = requests;
  const { name, continent, median } = country;
  const labels = { country: name, continent, code: String(code), cache };
  traffic.requests.add(labels, minute, count, minutes);
  const typical = (median + (cache === 'MISS' ? ORIGIN_MS : 0)) * (knob.slowdown[continent] ?? 1);
  for (const [bucket, some] of spread(count, typical, random))
    traffic.latencies.add({ ...labels, bucket: String(bucket) }, minute, some, minutes);
}
