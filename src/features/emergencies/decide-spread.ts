import { counted, percent } from '../../domain/figures.ts';
import type { Pinning } from '../customers/index.ts';

/** How often npm's users downloaded a package in seven days, by version; null where npm did not tell. */
export interface PackageDownloads {
  name: string;
  /** Of the bad release. */
  version: string;
  downloads: ReadonlyMap<string, number> | null;
}

export interface SpreadFacts {
  version: string;
  /** Null where Navi does not know which packages the version has. */
  packages: readonly PackageDownloads[] | null;
  pinning: Pinning;
}

const MOST_NAMED = 8;

/** How far a bad version is still spread, in lines. It is shown and followed; no clock waits for it. Pure. */
export function decideSpread(versions: readonly SpreadFacts[]): string[] {
  return versions.flatMap(({ version, packages, pinning }) => [
    ...(packages ?? []).map(downloadsText),
    pinningText(version, pinning),
  ]);
}

/** Downloads are mostly of CI runs: a share of them is none of customers. */
function downloadsText({ name, version, downloads }: PackageDownloads): string {
  const total = [...(downloads ?? new Map<string, number>()).values()].reduce((sum, count) => sum + count, 0);
  if (downloads === null) return `${name}@${version}: npm did not tell its downloads`;
  if (total === 0) return `${name}@${version}: npm has counted no downloads of the last seven days yet`;
  const share = percent((downloads.get(version) ?? 0) / total);
  return `${name}@${version}: ${share} of ${counted(total, 'download')} in seven days`;
}

function pinningText(version: string, pinning: Pinning): string {
  const what = `Pages that pin v${version}`;
  if (pinning.is === 'unknown') return `${what}: not known, ${pinning.why}`;
  const { customers, isMeasured, otherLoads } = pinning;
  const named = customers.slice(0, MOST_NAMED).join(', ');
  const more = customers.length > MOST_NAMED ? ` and ${customers.length - MOST_NAMED} more` : '';
  const list =
    customers.length === 0 ? 'no customer' : `${counted(customers.length, 'customer')} (${named}${more})`;
  const others = otherLoads === 0 ? '' : `; ${counted(otherLoads, 'load')} of no known customer`;
  return `${what}: ${list}${isMeasured ? others : ', as the customers file says'}`;
}
