import { isProven, type Release, recordedPackages } from '../../domain/release.ts';
import type { WayBackFacts } from '../../domain/release-facts.ts';
import { isNewer, type ReleaseLine } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { ObjectFacts } from '../../ports/objects.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { type LineObjects, loaderDigest, versionOf } from '../surfaces/index.ts';

export interface Forward {
  asked: string;
  releaseLine: ReleaseLine;
  objects: LineObjects;
  /** The versions of each npm package that the registry has, and what `latest` is. */
  packages: readonly { name: string; live: string | undefined; versions: readonly string[] }[];
}

/**
 * Reads what a rollback of this release would need. A bucket policy that Navi may not read is a fact; other failures
 * throw `ServiceError`.
 */
export async function gatherWayBack(context: Context, forward: Forward): Promise<WayBackFacts> {
  const [stored, bucket] = await Promise.all([
    context.store.transaction(async (tx) => ({
      releases: await tx.releases.ofReleaseLine(forward.releaseLine),
      quarantined: (await tx.quarantined.all()).map((one) => one.version),
      rights: await tx.rights.all(),
    })),
    readBucket(context),
  ]);
  const version = targetOf(forward, stored);
  const release = stored.releases.find((one) => one.version === version);
  return {
    bucket,
    pointer: forward.objects.facts?.protection,
    target:
      version === undefined
        ? undefined
        : { version, missing: await missingOf(context, forward, { version, release }) },
    rights: stored.rights,
  };
}

/** What is live, else the newest verified version below the requested one; no quarantined version. */
function targetOf(
  { asked, objects }: Forward,
  { releases, quarantined }: { releases: readonly Release[]; quarantined: readonly string[] },
): string | undefined {
  const live = objects.pointer?.version;
  const proven = releases.filter(isProven).map((one) => one.version);
  return [...(live === undefined ? [] : [live]), ...proven].find(
    (version) => isNewer(asked, version) && !quarantined.includes(version),
  );
}

async function readBucket(context: Context): Promise<WayBackFacts['bucket']> {
  try {
    return { policy: await context.objects.bucket(), problem: null };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.facts.kind !== 'refused') throw error;
    return { policy: undefined, problem: error.facts.problem };
  }
}

/** What a rollback to this version would miss. */
async function missingOf(
  context: Context,
  { objects, packages }: Forward,
  { version, release }: { version: string; release: Release | undefined },
): Promise<string[]> {
  const pinned = objects.pinned.find((one) => versionOf(one) === version);
  const recorded = release === undefined ? undefined : recordedPackages(release);
  const gone = packages.flatMap(({ name, live, versions }) => {
    const wanted = recorded?.[name] ?? live;
    return wanted === undefined || versions.includes(wanted) ? [] : [`${name}@${wanted} is not on npm`];
  });
  return [...(await problemWith(context, pinned, release)), ...gone];
}

async function problemWith(
  { objects, settings }: Context,
  pinned: ObjectFacts | undefined,
  release: Release | undefined,
): Promise<string[]> {
  if (pinned === undefined) return [`its ${settings.cdn.loader} is not in the bucket`];
  const { path } = pinned;
  const sha384 = await loaderDigest(objects, pinned);
  if (sha384?.startsWith('sha384-') !== true) return [`browsers cannot read ${path}`];
  const proven = release?.verifiedAt === null ? null : (release?.sha384 ?? null);
  return proven === null || proven === sha384
    ? []
    : [`${path} does not have the content that was verified at the edge`];
}
