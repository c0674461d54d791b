import type { Operation } from './operation.ts';
import type { PackageMove, PlanContent } from './plan.ts';
import type { Release, ReleasePackage, ReleaseState } from './release.ts';
import type { SurfaceId } from './surface.ts';
import type { SurfaceChange } from './surface-change.ts';

/**
 * What a change of an operation means for the releases of its line. Each function gets every release of the line, and
 * returns the new or changed ones. Pure; times are ISO.
 */
type Releases = readonly Release[];

/** A release was approved: updates its row, and the row of the version that was live. */
export function whenApproved(
  { id, plan }: Operation,
  known: Releases,
  { commit, at }: { commit: string; at: string },
): Release[] {
  const { content } = plan;
  const before = known.find((one) => one.version === content.version);
  const release: Release = {
    version: content.version,
    releaseLine: content.line,
    operation: id,
    commit,
    sha384: before?.sha384 ?? null,
    packages: packagesOf(content, before?.operation === id ? before.packages : []),
    state: before === undefined || before.liveAt === null ? { is: 'approved', at } : before.state,
    liveAt: before?.liveAt ?? null,
    verifiedAt: before?.verifiedAt ?? null,
    replaced: before?.replaced ?? content.pointer.from,
  };
  return [...whenSeenLive(content, known, at), release];
}

/** What a release's plan says of the version that was live then. */
export function whenSeenLive(content: PlanContent, known: Releases, at: string): Release[] {
  const version = content.pointer.from;
  if (version === null || version === content.version) return [];
  const before = known.find((one) => one.version === version);
  const release =
    before ?? foundLive({ version, releaseLine: content.line, sha384: content.pointer.sha384, at });
  const seen = npmOf(content).map((move) => asSeen(move, release.packages));
  return [{ ...release, packages: seen }];
}

/** A version that Navi found on a pointer, with no other facts. */
export function foundLive({
  version,
  releaseLine,
  sha384,
  at,
}: Pick<Release, 'version' | 'releaseLine' | 'sha384'> & { at: string }): Release {
  return {
    version,
    releaseLine,
    operation: null,
    commit: null,
    sha384,
    packages: [],
    state: { is: 'live', since: at },
    liveAt: at,
    verifiedAt: null,
    replaced: null,
  };
}

/**
 * A step has shown what is live: the pointer's write was read back, the edge serves it, or `latest` has the planned
 * value. `isNew`: the operation makes a version live that was not live before. `replaced`: what was recorded as live
 * before, by surface; absent where it is not known.
 */
export function whenDone(operation: Operation, { changes, ...when }: Done, known: Releases): Release[] {
  return changes.flatMap((change) => whenChanged(operation, { ...change, ...when }, known));
}

interface Done {
  changes: readonly SurfaceChange[];
  replaced?: Readonly<Record<string, string | null>>;
  isNew: boolean;
  at: string;
}

function whenChanged(
  operation: Operation,
  { id, live, verified, replaced = {}, isNew, at }: SurfaceChange & Omit<Done, 'changes'>,
  known: Releases,
): Release[] {
  const { version, pointer } = operation.plan.content;
  const own = known.find((one) => one.version === version);
  if (id !== pointer.surface)
    return own === undefined || own.operation !== operation.id
      ? []
      : [
          { ...own, packages: own.packages.map((one) => confirmed(one, { id, to: live.version })) },
          ...(isNew ? whenPassed(known, { version: pointer.from, id, latest: replaced[id] }) : []),
        ];
  const sha384 = live.sha384 ?? null;
  if (!verified) return goLive(operation, { sha384, isNew, at }, known);
  return own === undefined ? [] : [{ ...own, verifiedAt: at, sha384: sha384 ?? own.sha384 }];
}

/**
 * While a release soaked, another line may have moved `latest`: the version that it replaced on its pointer had that value
 * last, and a rollback restores it.
 */
function whenPassed(
  known: Releases,
  { version, id, latest }: { version: string | null; id: SurfaceId; latest: string | null | undefined },
): Release[] {
  if (latest == null) return [];
  return known
    .filter((one) => one.version === version)
    .map((one) => ({ ...one, packages: one.packages.map((pack) => confirmed(pack, { id, to: latest })) }));
}

/** A release ended: an approved one that was never live is stopped. */
export function whenEnded({ id, state }: Operation, known: Releases, at: string): Release[] {
  if (state.is === 'done') return [];
  return known
    .filter((one) => one.operation === id && one.state.is === 'approved')
    .map((one) => ({ ...one, state: { is: 'stopped', at } }));
}

/** The version goes live; the line's live version is now replaced, or rolled back. */
function goLive(
  { id, plan }: Pick<Operation, 'id' | 'plan'>,
  { sha384, isNew, at }: { sha384: string | null; isNew: boolean; at: string },
  known: Releases,
): Release[] {
  const { version, line: releaseLine } = plan.content;
  const before =
    known.find((one) => one.version === version) ?? foundLive({ version, releaseLine, sha384, at });
  const ended: ReleaseState = isNew
    ? { is: 'replaced', at, successor: version }
    : { is: 'rolled-back', at, by: id };
  return [
    ...endLive(known, version, ended),
    {
      ...before,
      sha384: sha384 ?? before.sha384,
      state: { is: 'live', since: at },
      liveAt: at,
      replaced: isNew ? plan.content.pointer.from : before.replaced,
    },
  ];
}

/** Every live release except this version, in its next state. */
export function endLive(known: Releases, version: string, state: ReleaseState): Release[] {
  return known
    .filter((one) => one.version !== version && one.state.is === 'live')
    .map((one) => ({ ...one, state }));
}

function packagesOf(content: PlanContent, earlier: readonly ReleasePackage[]): ReleasePackage[] {
  return npmOf(content).map((move) => ({
    name: move.name,
    version: move.after,
    publishes: move.changes,
    before: move.before,
    after: move.movesLatest ? move.after : move.before,
    confirmed: !move.movesLatest || earlier.some(({ name, confirmed }) => name === move.name && confirmed),
  }));
}

/** A later release found `latest` where its plan says; confirmed values stay. */
function asSeen({ name, before: latest }: PackageMove, known: readonly ReleasePackage[]): ReleasePackage {
  const own = known.find((one) => one.name === name);
  if (own === undefined)
    return { name, version: null, publishes: false, before: null, after: latest, confirmed: true };
  return own.confirmed ? own : { ...own, after: latest, confirmed: true };
}

function confirmed(one: ReleasePackage, moved: { id: SurfaceId; to: string | null }): ReleasePackage {
  const isMoved = moved.id.startsWith(`npm:${one.name}#`);
  return isMoved ? { ...one, after: moved.to, confirmed: true } : one;
}

function npmOf({ packages }: PlanContent): PackageMove[] {
  return packages.filter((move) => move.ships === 'npm');
}
