import type { Customer } from '../../../domain/customer.ts';
import { counted } from '../../../domain/figures.ts';
import { isNewer, parseVersion, releaseLineOf } from '../../../domain/version.ts';
import type { Exposure } from './decide-exposure.ts';
import type { Loading } from './gather-loads.ts';
import { knownLoads } from './known-loads.ts';

/** So many days are looked at: what a page loaded before it was changed counts for nothing. */
export const MOVED_DAYS = 3;

/**
 * Who still loads something older than a version, by customer. Moved has only who was seen to load nothing older, or whose
 * loads were not seen and the customers file says so. Pure.
 */
export function decideMoved(
  customers: readonly Pick<Customer, 'id' | 'loads'>[],
  loading: Loading,
  version: string,
): ReadonlyMap<string, Exposure> {
  return new Map(customers.map((customer) => [customer.id, movedOf(customer, loading, version)]));
}

function movedOf(customer: Pick<Customer, 'id' | 'loads'>, loading: Loading, version: string): Exposure {
  const known = knownLoads(customer, loading);
  if (known.by === 'none') return { is: 'not-proved', text: whyUnseen(loading) };
  if (known.by === 'customers-file')
    return isFrom(known.loaded, version)
      ? { is: 'unexposed', text: `the customers file says ${known.loaded}` }
      : { is: 'not-proved', text: whyUnseen(loading) };
  const older = known.seen.filter(({ loaded }) => !isFrom(loaded, version));
  if (older.length > 0) {
    const loads = older.map(({ loaded, count }) => `${counted(count, 'load')} of ${loaded}/`).join(' and ');
    return { is: 'loaded', text: `${loads} in the last ${MOVED_DAYS} days` };
  }
  if (loading.is === 'measured' && loading.isAtLeast)
    return { is: 'not-proved', text: 'a part of the load balancer’s counts is missing' };
  return { is: 'unexposed', text: `every load of theirs is of v${version} or newer` };
}

/** A release line's pointer has the newest of it. */
function isFrom(loaded: string, version: string): boolean {
  const exact = parseVersion(loaded);
  if (exact !== undefined) return !isNewer(version, exact);
  return Number(loaded.slice(1)) >= Number(releaseLineOf(version).slice(1));
}

function whyUnseen(loading: Loading): string {
  return loading.is === 'measured'
    ? 'no load of theirs was seen'
    : `who loads what is not known: ${loading.why}`;
}
