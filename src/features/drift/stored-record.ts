import type { ServedHeaders } from '../../domain/object-headers.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Release } from '../../domain/release.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
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
}

/** What customers pin and rollbacks need, as Navi recorded it. */
export interface StoredRecord {
  pinned: readonly PinnedRecord[];
  npm: readonly NpmRecord[];
}

/** Every version that was live on a release line of Navi. */
export async function readStoredRecord(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
): Promise<StoredRecord> {
  const lines = (await tx.surfaces.all()).flatMap(({ id }) => /^pointer:(.+)$/.exec(id)?.[1] ?? []);
  const pinned: PinnedRecord[] = [];
  const integrities = new Map<string, string>();
  const deprecated = new Set<string>();
  for (const line of lines)
    for (const release of await tx.releases.ofReleaseLine(line)) {
      if (release.liveAt === null) continue;
      const operation = release.operation === null ? undefined : await tx.operations.get(release.operation);
      pinned.push(...pinnedOf(release, operation, settings.cdn.loader));
      const made = operation === undefined ? undefined : built.in(operation);
      for (const [key, integrity] of Object.entries(made?.packages ?? {})) integrities.set(key, integrity);
      const by = release.state.is === 'rolled-back' ? await tx.operations.get(release.state.by) : undefined;
      for (const key of by === undefined ? [] : deprecatedBy(by)) deprecated.add(key);
    }
  return {
    pinned,
    npm: [...integrities].map(([key, integrity]) => {
      const at = key.lastIndexOf('@');
      return {
        name: key.slice(0, at),
        version: key.slice(at + 1),
        integrity,
        isDeprecated: deprecated.has(key),
      };
    }),
  };
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
