import type { Customer } from '../../../domain/customer.ts';
import { parseVersion, releaseLineOf, tagOf } from '../../../domain/version.ts';
import type { SeenLoads } from './decide-attribution.ts';
import type { Loading } from './gather-loads.ts';

/** What a customer loads, and who says so. */
export type KnownLoads =
  /** Never empty. */
  | { by: 'load-balancer'; seen: readonly SeenLoads[] }
  | { by: 'customers-file'; loaded: string }
  | { by: 'none' };

/** What was measured counts before what the file says; a customer whose loads were not seen is as the file says. Pure. */
export function knownLoads({ id, loads }: Pick<Customer, 'id' | 'loads'>, loading: Loading): KnownLoads {
  const seen = loading.is === 'measured' ? (loading.attribution.byCustomer.get(id) ?? []) : [];
  if (seen.length > 0) return { by: 'load-balancer', seen };
  const loaded = statedLoads(loads);
  return loaded === null ? { by: 'none' } : { by: 'customers-file', loaded };
}

/** What the file says, as it is loaded: `v1`, or `v1.2.0`; null where it does not say it. */
export function statedLoads(loads: Customer['loads']): string | null {
  switch (loads.is) {
    case 'release-line':
      return loads.releaseLine;
    case 'version':
      return tagOf(loads.version);
    case 'not-stated':
      return null;
  }
}

/** Whether they load this release line, through its pointer or by a version of it, or this version. */
export function isOnLoaded(known: KnownLoads, on: string): boolean {
  if (known.by === 'none') return false;
  const all = known.by === 'load-balancer' ? known.seen.map(({ loaded }) => loaded) : [known.loaded];
  const version = parseVersion(on);
  if (version !== undefined) return all.includes(tagOf(version));
  return all.some((loaded) => loaded === on || isOfLine(loaded, on));
}

function isOfLine(loaded: string, releaseLine: string): boolean {
  const version = parseVersion(loaded);
  return version !== undefined && releaseLineOf(version) === releaseLine;
}
