import { isProven, type Release, recordedPackages } from '../../domain/release.ts';
import type { PointerFacts } from '../../domain/release-facts.ts';
import type { Candidate } from '../../domain/rollback-facts.ts';
import { isKnownGood } from '../../domain/rollback-plan.ts';
import { LARGEST_LOADER, pointerSurface, type Surface } from '../../domain/surface.ts';
import { isNewer, lineOf, tagOf } from '../../domain/version.ts';
import type { ObjectFacts } from '../../ports/objects.ts';
import type { QuarantinedVersion } from '../../ports/store.ts';
import type { Ground } from '../ports.ts';
import { headersOf } from '../steps/headers.ts';
import { versionOf } from './line.ts';
import { readable } from './readable.ts';

/** What Navi knows that bears on where a rollback may go. */
interface Known {
  surfaces: readonly Surface[];
  quarantined: readonly QuarantinedVersion[];
  /** The line's releases. */
  releases: readonly Release[];
}

export interface Looking {
  /** Every pinned loader of the line. */
  pinned: readonly ObjectFacts[];
  known: Known;
  pointer: PointerFacts | undefined;
  /** The version asked for by name. */
  target: string | undefined;
}

/**
 * The versions that a line could go back to, newest first, with the bytes of those that matter: the one named, and the
 * newest ones down to the known-good. A line has a hundred pinned objects some day, and a rollback cannot wait for all.
 */
export async function readCandidates(
  ground: Ground,
  { pinned, known, pointer, target }: Looking,
): Promise<{ versions: string[]; candidates: Candidate[] }> {
  const all = pinned
    .flatMap((object): Pinned[] => {
      const version = versionOf(object);
      if (version === undefined) return [];
      const release = known.releases.find((one) => one.version === version);
      return [{ object, version, target, release, ...known }];
    })
    .sort((a, b) => (isNewer(b.version, a.version) ? 1 : -1));
  const named = all.find((one) => one.version === target);
  const [asked, newest] = await Promise.all([
    named === undefined ? undefined : readCandidate(ground, named),
    readDownToGood(ground, all, pointer),
  ]);
  const others = newest.filter((one) => one.version !== target);
  return {
    versions: all.map((one) => one.version),
    candidates: [...(asked === undefined ? [] : [asked]), ...others].sort((a, b) =>
      isNewer(b.version, a.version) ? 1 : -1,
    ),
  };
}

interface Pinned extends Known {
  object: ObjectFacts;
  version: string;
  /** What Navi knows of it; undefined where it never released it or saw it live. */
  release: Release | undefined;
  target: string | undefined;
}

async function readDownToGood(
  ground: Ground,
  all: readonly Pinned[],
  pointer: PointerFacts | undefined,
): Promise<Candidate[]> {
  const read: Candidate[] = [];
  for (const one of all) {
    if (quarantineOf(one) !== undefined || one.version === pointer?.version || !isVerified(one)) continue;
    const candidate = await readCandidate(ground, one);
    if (candidate === undefined) continue;
    read.push(candidate);
    if (isKnownGood(candidate, pointer)) break;
  }
  return read;
}

async function readCandidate(ground: Ground, of: Pinned): Promise<Candidate | undefined> {
  const { object, version } = of;
  const { generation, size, contentEncoding: encoding } = object;
  const sha384 = await ground.objects.digest(object.path, { generation, encoding, maxBytes: LARGEST_LOADER });
  if (sha384 === undefined) return undefined;
  const why = quarantineOf(of)?.why ?? unreadable(sha384) ?? (isAsProven(of, sha384) ? undefined : CHANGED);
  const packages =
    (of.release && recordedPackages(of.release)) ??
    (of.target === version ? await packagesAtTag(ground, version) : undefined);
  return {
    version,
    bytes: { sha384, size, generation, headers: headersOf(object) },
    verified: isVerified(of),
    faulty: why === undefined ? null : { why },
    packages: packages ?? (isVerified(of) ? await packagesAtTag(ground, version) : undefined),
  };
}

const CHANGED = 'its pinned object does not hold the bytes that were proven at the edge';

function quarantineOf({ version, quarantined }: Pinned): QuarantinedVersion | undefined {
  return quarantined.find((one) => one.version === version);
}

/** A pinned object that no browser could unpack is no target. */
function unreadable(sha384: string): string | undefined {
  const encoding = /^unreadable-(.*)$/.exec(sha384)?.[1];
  return encoding === undefined ? undefined : `its pinned object says that it is ${encoding}, and is not`;
}

/** Whether the pinned object still holds what was proven at the edge; true where nothing was. */
function isAsProven({ release }: Pinned, sha384: string): boolean {
  return release === undefined || release.verifiedAt === null || release.sha384 === sha384;
}

/** Released by Navi and seen clean at the edge, gone back to by Navi, found live by Navi, or live now. */
function isVerified({ version, release, surfaces }: Pinned): boolean {
  const live = surfaces.some(
    (surface) => surface.id === pointerSurface(lineOf(version)) && surface.live.version === version,
  );
  return live || (release !== undefined && isProven(release));
}

/** Where there is no record: the versions in the commit that the version's tag leads to. */
async function packagesAtTag(ground: Ground, version: string): Promise<Candidate['packages']> {
  const npm = ground.settings.packages.filter((one) => one.ships === 'npm');
  const found = await readable(ground, async () => {
    const tag = await ground.scm.tag(tagOf(version));
    if (tag === undefined) return [];
    return Promise.all(
      npm.map(
        async ({ name, dir }) => [name, (await ground.scm.packageAt(dir, tag.commit))?.version] as const,
      ),
    );
  });
  if (found === 'unreadable') return undefined;
  const known = found.flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
