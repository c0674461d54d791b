import { tagOf } from '../../domain/version.ts';
import type { PageLoad } from './compare-integration.ts';
import type { Compared } from './finding.ts';

/** The name of the map in the published package, by which its scripts are found. */
export const VERSION_MAP = 'CDN_VERSION_MAP';

/** What the published package says of one version of the loader. */
export type MapRead =
  /** One entry for each map that the tarball has: a package may come in several formats. Undefined for no entry. */
  { is: 'read'; entries: readonly (string | undefined)[] } | { is: 'unread'; why: string };

/** A folder of the CDN, and nothing else: the text comes from a tarball. */
const FOLDER = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** Whether this entry is a folder whose script can be loaded. */
export function isFolder(entry: string | undefined): entry is string {
  return entry !== undefined && FOLDER.test(entry);
}

/**
 * Whether code that asks the published package (`name@version`) for this version of the loader gets it. `loads` are what
 * the edge gave for entries that lead elsewhere than to the pinned object, which the page's own look covers. Pure.
 */
export function compareVersionMap(
  read: MapRead,
  { pack, version, loads }: { pack: string; version: string; loads: readonly PageLoad[] },
): Compared {
  if (read.is === 'unread') return { is: 'unknown', why: read.why };
  const map = `${VERSION_MAP} of ${pack}`;
  for (const entry of read.entries) {
    if (entry === undefined)
      return differs(`${map} has no entry "${version}": code that asks for it gets none`);
    if (!isFolder(entry)) return differs(`${map} leads "${version}" to no folder of the CDN`);
    if (entry === tagOf(version)) continue;
    const wrong = wrongAt(loads, entry);
    if (wrong === 'unknown') return { is: 'unknown', why: `no probe could load ${entry}` };
    if (wrong !== null) return differs(`${map} leads "${version}" to ${entry}, ${wrong}`);
  }
  return { is: 'as-recorded', isVerified: true };
}

/** What is wrong with the script in this folder; null for nothing. */
function wrongAt(loads: readonly PageLoad[], folder: string): 'unknown' | string | null {
  const load = loads.find(({ path }) => path.startsWith(`${folder}/`));
  const readings = load?.readings ?? [];
  const missing = readings.find((one) => one.is === 'missing');
  if (missing !== undefined) return `where no script is (${missing.status}, ${missing.probe})`;
  const seen = readings.filter((one) => one.is === 'bytes');
  const other = seen.find(({ sha384 }) => sha384 !== load?.sha384);
  if (other !== undefined) return `which has other bytes than recorded (${other.probe})`;
  return seen.length === 0 ? 'unknown' : null;
}

function differs(what: string): Compared {
  return { is: 'differs', what, key: what, changedAt: null, adopts: null };
}
