import type { Settings } from '../../domain/settings.ts';
import { tagOf } from '../../domain/version.ts';
import { parseVersionMap } from '../../domain/version-map.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import type { PageLoad } from './compare-integration.ts';
import { compareVersionMap, isFolder, type MapRead, VERSION_MAP } from './compare-version-map.ts';
import { type Look, versionMapSubject } from './looks.ts';
import { type NpmRecord, readStoredRecord } from './stored-record.ts';

/** A live version of the loader, and the published package that must know it. */
export interface MapOf {
  line: string;
  version: string;
  /** Null where Navi did not release it, so that it does not know the package or its integrity. */
  pack: NpmRecord | null;
}

/** The package that holds the version map: the one whose folder has its file. Undefined where it is on no npm. */
function mapPackage({ versionMap, packages }: Settings): string | undefined {
  return packages.find(({ dir, ships }) => ships === 'npm' && versionMap.file.startsWith(`${dir}/`))?.name;
}

/** For each release line the published package that was built with its live version. */
export async function readMaps(
  tx: Tx,
  context: Context,
  live: readonly { line: string; version: string }[],
): Promise<MapOf[]> {
  const name = mapPackage(context.settings);
  if (name === undefined) return [];
  const { npm } = await readStoredRecord(tx, context);
  const maps: MapOf[] = [];
  for (const { line, version } of live) {
    const release = await tx.releases.get(version);
    const built = release?.packages.find((one) => one.name === name)?.version ?? null;
    const pack = npm.find((one) => one.name === name && one.version === built) ?? null;
    maps.push({ line, version, pack });
  }
  return maps;
}

/** Follows the map as code does that installed the package from npm. `load` loads the script in a folder, with its bytes on record. */
export async function lookAtMap(
  context: Context,
  { line, version, pack }: MapOf,
  load: (folder: string) => Promise<PageLoad>,
): Promise<Look> {
  const subject = versionMapSubject(line);
  const recorded = `"${version}" leads to the pinned object of v${version}`;
  const read = await readMap(context, pack, version);
  // The page's own look loads the pinned object.
  const folders = read.is === 'read' ? new Set(read.entries.filter(isFolder)) : new Set<string>();
  folders.delete(tagOf(version));
  const loads = await Promise.all([...folders].map(load));
  const packed = pack === null ? '' : `${pack.name}@${pack.version}`;
  return {
    is: 'stored',
    subject,
    recorded,
    compared: compareVersionMap(read, { pack: packed, version, loads }),
  };
}

async function readMap(
  { registry, telemetry }: Context,
  pack: NpmRecord | null,
  version: string,
): Promise<MapRead> {
  if (pack === null)
    return { is: 'unread', why: `Navi has no record of the package that was built with v${version}` };
  const { name, version: packed, integrity } = pack;
  const what = `${name}@${packed}`;
  try {
    const found = await registry.scripts({ name, version: packed, integrity, marker: VERSION_MAP });
    if (found?.is !== 'read') return { is: 'unread', why: `the tarball of ${what} is not as recorded` };
    const maps = found.scripts.map(parseVersionMap).filter((map) => map !== undefined);
    if (maps.length === 0) return { is: 'unread', why: `no script of ${what} has a readable ${VERSION_MAP}` };
    return {
      is: 'read',
      entries: maps.map((map) => (Object.hasOwn(map, version) ? map[version] : undefined)),
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    telemetry.warn('the published version map could not be read', { subject: what, service, problem });
    return { is: 'unread', why: `${service}: ${problem}` };
  }
}
