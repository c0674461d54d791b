import type { ServedHeaders } from '../../domain/object-headers.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Release } from '../../domain/release.ts';
import { releaseLineOf, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { knownGoodOf, lineRecord } from '../rollback/index.ts';
import { built, deprecate, verifyPinned } from '../surfaces/index.ts';

/** A pinned object as a release of Navi verified it. Headers are null where they were not recorded. */
export interface PinnedRecord {
  version: string;
  path: string;
  sha384: string;
  headers: ServedHeaders | null;
}

/** A version of a package that a release was built with. */
export interface NpmRecord {
  name: string;
  version: string;
  integrity: string;
  /** A rollback of Navi has deprecated it. */
  isDeprecated: boolean;
  /** It belongs to the live version of a line, or to the one that a rollback restores. */
  isNeeded: boolean;
}

/** What customers pin and rollbacks need, as Navi recorded it. */
export interface StoredRecord {
  pinned: readonly PinnedRecord[];
  npm: readonly NpmRecord[];
}

/** Every version that was live on a release line of Navi. */
export async function readStoredRecord(
  tx: Tx,
  context: Pick<Context, 'settings' | 'steps'>,
): Promise<StoredRecord> {
  const surfaces = await tx.surfaces.all();
  const quarantined = await tx.quarantined.all();
  const pinned: PinnedRecord[] = [];
  const npm = new Map<string, Omit<NpmRecord, 'name' | 'version' | 'isDeprecated'>>();
  const deprecated = new Set<string>();
  for (const line of surfaces.flatMap(({ id }) => /^pointer:(.+)$/.exec(id)?.[1] ?? [])) {
    const releases = (await tx.releases.ofReleaseLine(line)).filter(({ liveAt }) => liveAt !== null);
    const needed = neededOf(releases, { surfaces, quarantined, steps: context.steps });
    for (const release of releases) {
      const operation = release.operation === null ? undefined : await tx.operations.get(release.operation);
      pinned.push(...pinnedOf(release, operation, context.settings.cdn.loader));
      const made = operation === undefined ? undefined : built.in(operation);
      for (const [key, integrity] of Object.entries(made?.packages ?? {}))
        npm.set(key, {
          integrity,
          isNeeded: npm.get(key)?.isNeeded === true || needed.includes(release.version),
        });
      const by = release.state.is === 'rolled-back' ? await tx.operations.get(release.state.by) : undefined;
      for (const key of by === undefined ? [] : deprecatedBy(by)) deprecated.add(key);
    }
  }
  return {
    pinned,
    npm: [...npm].map(([key, found]) => {
      const at = key.lastIndexOf('@');
      return {
        name: key.slice(0, at),
        version: key.slice(at + 1),
        ...found,
        isDeprecated: deprecated.has(key),
      };
    }),
  };
}

/** The versions of a line that customers get, now and after a rollback. */
function neededOf(
  releases: readonly Release[],
  known: Pick<Parameters<typeof lineRecord>[2], 'surfaces' | 'quarantined' | 'steps'>,
): readonly string[] {
  const [first] = releases;
  if (first === undefined) return [];
  const versions = releases.map(({ version }) => version);
  const record = lineRecord(releaseLineOf(first.version), versions, {
    ...known,
    releases,
    underWay: undefined,
  });
  return [record.live, knownGoodOf(record)].filter((one) => typeof one === 'string');
}

function pinnedOf(
  { version, sha384 }: Release,
  operation: Operation | undefined,
  loader: string,
): PinnedRecord[] {
  if (sha384 === null) return [];
  const proof = operation && verifyPinned.evidenceIn(operation);
  const headers =
    proof?.headers === undefined
      ? null
      : {
          contentType: proof.headers.contentType,
          contentEncoding: proof.headers.contentEncoding,
          // The proof says beside it what was expected, where that differs.
          cacheControl: proof.cacheControl.split(' (expected ')[0] ?? '',
        };
  return [{ version, path: `${tagOf(version)}/${loader}`, sha384, headers }];
}

function deprecatedBy({ plan, steps }: Operation): string[] {
  return deprecate
    .in(plan.content.steps)
    .filter(({ id }) => steps[id]?.is === 'done')
    .map(({ params: { name, version } }) => `${name}@${version}`);
}
