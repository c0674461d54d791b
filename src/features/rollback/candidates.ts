import { type Release, recordedPackages } from '../../domain/release.ts';
import { isNewer, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { ObjectFacts } from '../../ports/objects.ts';
import { headersOf, loaderDigest, readable, TOO_LARGE, versionOf } from '../surfaces/index.ts';
import type { Candidate } from './rollback-facts.ts';
import {
  decideTarget,
  knownGoodOf,
  type LineRecord,
  type TargetAsk,
  type TargetDecision,
} from './rollback-target.ts';

export interface Looking {
  /** Every pinned loader of the line. */
  pinned: readonly ObjectFacts[];
  record: LineRecord;
  /** The line's releases. */
  releases: readonly Release[];
  ask: TargetAsk;
}

/** Every version with a pinned loader, newest first. */
export function versionsOf(pinned: readonly ObjectFacts[]): string[] {
  return pinned.flatMap((one) => versionOf(one) ?? []).sort((a, b) => (isNewer(b, a) ? 1 : -1));
}

/**
 * Reads the bytes of the versions that matter: the requested one and the known-good. A line may have a hundred pinned
 * objects, too many for a rollback to read. A version whose bytes are missing or changed is unusable in the
 * returned record, so that the next one is read.
 */
export async function readCandidates(
  context: Context,
  { pinned, record, releases, ask }: Looking,
): Promise<{ record: LineRecord; candidates: Candidate[] }> {
  const read = new Map<string, Candidate | undefined>();
  let known = record;
  const settle = async (pick: (record: LineRecord) => string | undefined) => {
    for (let version = pick(known); version !== undefined; version = pick(known)) {
      // The target of a running rollback stays the target, whatever its bytes are.
      if (read.has(version)) return;
      const candidate = await readCandidate(context, { pinned, record: known, releases, ask, version });
      read.set(version, candidate);
      const isNamed = ask.is === 'named' && ask.version === version;
      if (isNamed || (candidate?.quarantined === null && candidate.unusable === null)) return;
      known = unusableIn(known, version, candidate?.unusable ?? candidate?.quarantined ?? GONE);
    }
  };
  await settle(knownGoodOf);
  await settle((of) => targetOf(decideTarget(of, ask)));
  return { record: known, candidates: [...read.values()].filter((one) => one !== undefined) };
}

function targetOf(decision: TargetDecision): string | undefined {
  if (decision.is === 'roll-back') return decision.to;
  return decision.is === 'choose' ? decision.rollBack.to : undefined;
}

function unusableIn(record: LineRecord, version: string, why: string): LineRecord {
  const versions = record.versions.map((one) => (one.version === version ? { ...one, unusable: why } : one));
  return { ...record, versions };
}

async function readCandidate(
  context: Context,
  { pinned, record, releases, ask, version }: Looking & { version: string },
): Promise<Candidate | undefined> {
  const object = pinned.find((one) => versionOf(one) === version);
  if (object === undefined) return undefined;
  const { generation, size } = object;
  const sha384 = await loaderDigest(context.objects, object);
  if (sha384 === undefined) return undefined;
  const release = releases.find((one) => one.version === version);
  const recorded = record.versions.find((one) => one.version === version);
  const isKnown = recorded?.verified === true || (ask.is === 'named' && ask.version === version);
  const packages = release === undefined ? undefined : recordedPackages(release);
  const changed = isAsProven(release, sha384) ? null : CHANGED;
  return {
    version,
    bytes: { sha384, size, generation, headers: headersOf(object) },
    quarantined: recorded?.quarantined ?? null,
    unusable: unreadable(sha384) ?? changed,
    packages: packages ?? (isKnown ? await packagesAtTag(context, version) : undefined),
  };
}

const GONE = 'its pinned object is missing';
const CHANGED = 'its pinned object does not have the content that was verified at the edge';

/** A pinned object that no browser can unpack is no target. */
function unreadable(sha384: string): string | undefined {
  if (sha384 === TOO_LARGE) return 'its pinned object is too large for a loader';
  const encoding = /^unreadable-(.*)$/.exec(sha384)?.[1];
  return encoding === undefined ? undefined : `its pinned object says that it is ${encoding}, and is not`;
}

/** Whether the pinned object still holds the bytes that were verified at the edge; true where none were. */
function isAsProven(release: Release | undefined, sha384: string): boolean {
  return release === undefined || release.verifiedAt === null || release.sha384 === sha384;
}

/** Where there is no record: the versions in the commit of the version's tag. */
async function packagesAtTag(context: Context, version: string): Promise<Candidate['packages']> {
  const npm = context.settings.packages.filter((one) => one.ships === 'npm');
  const found = await readable(context, async () => {
    const tag = await context.scm.tag(tagOf(version));
    if (tag === undefined) return [];
    return Promise.all(
      npm.map(
        async ({ name, dir }) => [name, (await context.scm.packageAt(dir, tag.commit))?.version] as const,
      ),
    );
  });
  if (found === 'unreadable') return undefined;
  const known = found.flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
