import type { Customer } from '../../../domain/customer.ts';
import { counted } from '../../../domain/figures.ts';
import type { LoadsRead, ReferredLoads } from '../../../domain/referred-loads.ts';
import { releaseLineOf, tagOf } from '../../../domain/version.ts';
import type { PointerMove } from '../../surfaces/index.ts';
import { decideAttribution } from './decide-attribution.ts';

/** Whether a customer's pages got a version while it was behind its release line. */
export type Exposure =
  | { is: 'loaded'; text: string }
  /** The load balancer saw every load of that time, and none was theirs. */
  | { is: 'unexposed'; text: string }
  /** They may have loaded it: what is not proved counts as loaded. */
  | { is: 'not-proved'; text: string };

/** When a version was behind its release line; ISO. */
export type LiveWindow = { is: 'over'; from: string; to: string } | { is: 'unknown'; why: string };

/** From the first time that it was there until every probe got what replaced it the last time. Pure. */
export function decideWindow(
  version: string,
  moves: readonly PointerMove[],
  live: string | null,
): LiveWindow {
  const line = `${releaseLineOf(version)}/`;
  const first = moves.findIndex((one) => one.version === version);
  const from = moves[first];
  if (from === undefined)
    return { is: 'unknown', why: `the audit log does not say when ${line} was v${version}` };
  if (live !== moves.at(-1)?.version)
    return {
      is: 'unknown',
      why: `the audit log does not say since when ${line} is ${live === null ? 'empty' : `v${live}`}`,
    };
  const last = moves.findLastIndex((one) => one.version === version);
  const after = moves[last + 1];
  if (after === undefined) return { is: 'unknown', why: `${line} still is v${version}` };
  if (after.cleanAt === null) return { is: 'unknown', why: `not every probe gets v${after.version} yet` };
  return { is: 'over', from: from.at, to: after.cleanAt };
}

export interface ExposureFacts {
  version: string;
  window: LiveWindow;
  /** What the load balancer counted in the window, and in the day before it; null where it is not read. */
  read: LoadsRead | null;
  before: LoadsRead | null;
  /** Why it is not read; null where it is. */
  why: string | null;
}

/** What is known of each customer, by their id. One load without a known customer proves nothing of any of them. Pure. */
export function decideExposures(
  customers: readonly Pick<Customer, 'id' | 'hosts' | 'loads'>[],
  facts: ExposureFacts,
): ReadonlyMap<string, Exposure> {
  const { version, read } = facts;
  const loads = read?.is === 'read' ? read.loads.filter((one) => mayBe(one, version)) : [];
  const { byCustomer, unattributed } = decideAttribution(customers, loads);
  const gap = gapOf(facts) ?? unattributedText(unattributed, version);
  return new Map(
    customers.map(({ id, hosts, loads: stated }): [string, Exposure] => {
      const seen = byCustomer.get(id) ?? [];
      if (seen.length > 0) return [id, { is: 'loaded', text: loadedText(seen) }];
      const pins = stated.is === 'version' && stated.version === version;
      const own = pins
        ? `they pin v${version}`
        : hosts.length === 0
          ? 'the customers file names no host of theirs'
          : null;
      const why = own ?? gap;
      if (why !== null) return [id, { is: 'not-proved', text: why }];
      return [
        id,
        { is: 'unexposed', text: `no load of theirs while ${releaseLineOf(version)}/ was v${version}` },
      ];
    }),
  );
}

/** A load of the release line or of the version, or of something unknown. */
function mayBe({ loaded }: ReferredLoads, version: string): boolean {
  return loaded === null || loaded === releaseLineOf(version) || loaded === tagOf(version);
}

/** Why the load balancer's counts prove nothing; null where they do. */
function gapOf({ window, read, before, why }: ExposureFacts): string | null {
  if (window.is === 'unknown') return window.why;
  if (read === null || before === null) return why ?? 'the load balancer was not asked';
  if (read.is === 'not-created' || before.is === 'not-created') return 'who loads what is not set up';
  if (read.isIncomplete) return 'a part of the load balancer’s counts is missing';
  const isCounting = before.loads.some(({ count }) => count > 0);
  return isCounting ? null : `nothing was counted in the day before ${window.from}: the metric may be newer`;
}

function unattributedText(unattributed: number, version: string): string | null {
  if (unattributed === 0) return null;
  return `${counted(unattributed, 'load')} of ${releaseLineOf(version)}/ in that time are of no known customer`;
}

function loadedText(seen: readonly { loaded: string; count: number }[]): string {
  return `${seen.map(({ loaded, count }) => `${counted(count, 'load')} of ${loaded}/`).join(' and ')} in that time`;
}
