import type { Customer } from '../../../domain/customer.ts';
import type { ReferredLoads } from '../../../domain/referred-loads.ts';

/** What one customer's pages loaded. `first` and `last` are the begins of periods, ISO. */
export interface SeenLoads {
  /** A release line or a tag, such as `v1` or `v1.2.0`. */
  loaded: string;
  count: number;
  first: string;
  last: string;
}

/** A host of no customer, with many loads on several days. */
export interface UnknownHost {
  host: string;
  count: number;
  days: number;
}

/** Which customer loads what. */
export interface Attribution {
  /** By the customer's id; one without loads has no entry. The most loaded comes first. */
  byCustomer: ReadonlyMap<string, readonly SeenLoads[]>;
  total: number;
  /** Loads that are of no known customer, or of no known version. */
  unattributed: number;
  /** Those of them that loaded a known release line or version, by it. */
  strangers: ReadonlyMap<string, number>;
  unknown: readonly UnknownHost[];
}

/** A referrer can be invented: so many hosts of no customer are named, and none with fewer loads or days. */
const NAMED = { most: 5, leastLoads: 100, leastDays: 3 };

/** Counts loads by customer. Each row is of one host and period; a day's period is a day. Pure. */
export function decideAttribution(
  customers: readonly Pick<Customer, 'id' | 'hosts'>[],
  loads: readonly ReferredLoads[],
): Attribution {
  const owners = new Map(customers.flatMap(({ id, hosts }) => hosts.map((host) => [host, id] as const)));
  const seen = new Map<string, Map<string, SeenLoads>>();
  const strangers = new Map<string, { count: number; days: Set<string> }>();
  const byLoaded = new Map<string, number>();
  let [total, unattributed] = [0, 0];
  for (const { host, loaded, at, count } of loads) {
    if (count <= 0) continue;
    total += count;
    const owner = host === null ? undefined : ownerOf(host, owners);
    if (owner !== undefined && loaded !== null) {
      const own = seen.get(owner) ?? new Map<string, SeenLoads>();
      seen.set(owner, own);
      own.set(loaded, withLoads(own.get(loaded), { loaded, at, count }));
      continue;
    }
    unattributed += count;
    if (loaded !== null) byLoaded.set(loaded, (byLoaded.get(loaded) ?? 0) + count);
    if (host === null || owner !== undefined) continue;
    const known = strangers.get(host) ?? { count: 0, days: new Set() };
    strangers.set(host, { count: known.count + count, days: known.days.add(at) });
  }
  const byCustomer = new Map(
    [...seen].map(([id, own]) => [id, [...own.values()].toSorted((one, other) => other.count - one.count)]),
  );
  return { byCustomer, total, unattributed, strangers: byLoaded, unknown: named(strangers) };
}

/** The customer that lists the host itself, or else the nearest domain above it. */
function ownerOf(host: string, owners: ReadonlyMap<string, string>): string | undefined {
  const exact = owners.get(host);
  if (exact !== undefined) return exact;
  const labels = host.split('.');
  for (let from = 1; from < labels.length; from += 1) {
    const owner = owners.get(`*.${labels.slice(from).join('.')}`);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function withLoads(
  known: SeenLoads | undefined,
  { loaded, at, count }: { loaded: string; at: string; count: number },
): SeenLoads {
  if (known === undefined) return { loaded, count, first: at, last: at };
  return {
    ...{ loaded, count: known.count + count },
    first: at < known.first ? at : known.first,
    last: at > known.last ? at : known.last,
  };
}

function named(strangers: ReadonlyMap<string, { count: number; days: ReadonlySet<string> }>): UnknownHost[] {
  return [...strangers]
    .map(([host, { count, days }]) => ({ host, count, days: days.size }))
    .filter(({ count, days }) => count >= NAMED.leastLoads && days >= NAMED.leastDays)
    .toSorted((one, other) => other.count - one.count || (one.host < other.host ? -1 : 1))
    .slice(0, NAMED.most);
}
