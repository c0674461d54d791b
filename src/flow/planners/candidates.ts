import type { Operation } from '../../domain/operation.ts';
import type { PointerFacts } from '../../domain/release-facts.ts';
import type { Candidate } from '../../domain/rollback-facts.ts';
import { isKnownGood } from '../../domain/rollback-plan.ts';
import { LARGEST_LOADER, pointerSurface, type Surface } from '../../domain/surface.ts';
import { isNewer, lineOf, tagOf } from '../../domain/version.ts';
import type { ObjectFacts } from '../../ports/objects.ts';
import type { Mark } from '../../ports/store.ts';
import type { Ground } from '../ports.ts';
import { versionOf } from './line.ts';
import { readable } from './readable.ts';

/** What Navi remembers that bears on where a rollback may go. */
export interface Remembered {
  surfaces: readonly Surface[];
  marks: readonly Mark[];
  /** The line's operations, newest first. */
  ofLine: readonly Operation[];
}

export interface Looking {
  /** Every pinned loader of the line. */
  pinned: readonly ObjectFacts[];
  remembered: Remembered;
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
  { pinned, remembered, pointer, target }: Looking,
): Promise<{ versions: string[]; candidates: Candidate[] }> {
  const all = pinned
    .flatMap((object): Pinned[] => {
      const version = versionOf(object);
      return version === undefined ? [] : [{ object, version, target, ...remembered }];
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

interface Pinned extends Remembered {
  object: ObjectFacts;
  version: string;
  target: string | undefined;
}

async function readDownToGood(
  ground: Ground,
  all: readonly Pinned[],
  pointer: PointerFacts | undefined,
): Promise<Candidate[]> {
  const read: Candidate[] = [];
  for (const one of all) {
    const isMarked = one.marks.some((mark) => mark.kind === 'faulty' && mark.id === one.version);
    if (isMarked || one.version === pointer?.version || !isVerified(one)) continue;
    const candidate = await readCandidate(ground, one);
    if (candidate === undefined) continue;
    read.push(candidate);
    if (isKnownGood(candidate, pointer)) break;
  }
  return read;
}

async function readCandidate(ground: Ground, of: Pinned): Promise<Candidate | undefined> {
  const { object, version } = of;
  const { generation, size } = object;
  const sha384 = await ground.objects.digest(object.path, { generation, maxBytes: LARGEST_LOADER });
  if (sha384 === undefined) return undefined;
  const marked = of.marks.find((mark) => mark.kind === 'faulty' && mark.id === version)?.why;
  const why = marked ?? (isAsProven(of, sha384) ? undefined : CHANGED);
  const packages =
    recordedPackages(of) ?? (of.target === version ? await packagesAtTag(ground, version) : undefined);
  return {
    version,
    bytes: { sha384, size, generation },
    verified: isVerified(of),
    faulty: why === undefined ? null : { why },
    packages: packages ?? (isVerified(of) ? await packagesAtTag(ground, version) : undefined),
  };
}

const CHANGED = 'its pinned object does not hold the bytes that were proven at the edge';

/** Whether the pinned object still holds what an operation of Navi has proven at the edge; true where there was none. */
function isAsProven({ version, ofLine }: Pinned, sha384: string): boolean {
  return ofLine.every((one) => {
    const proof = one.steps['verify-edge'];
    if (one.plan.content.version !== version || proof?.is !== 'done') return true;
    return proof.evidence['sha384'] === sha384;
  });
}

/** Released by Navi and seen clean at the edge, gone back to by Navi, or what was live before Navi's first release of the line. */
function isVerified({ version, ofLine, surfaces }: Pinned): boolean {
  const proven = ofLine.some(
    (one) => one.plan.content.version === version && one.steps['verify-edge']?.is === 'done',
  );
  const adopted = ofLine.some((one) => one.kind === 'release' && one.plan.content.pointer.from === version);
  const live = surfaces.some(
    (surface) => surface.id === pointerSurface(lineOf(version)) && surface.live.version === version,
  );
  return proven || adopted || live;
}

/** What `latest` was while this version was live: what its release left, or what the next release found (DESIGN §4.7). */
function recordedPackages({ version, ofLine }: Pinned): Candidate['packages'] {
  const own = ofLine.find(
    (one) => one.kind === 'release' && one.state.is === 'done' && one.plan.content.version === version,
  );
  const next = ofLine.find((one) => one.kind === 'release' && one.plan.content.pointer.from === version);
  const npm = (operation: Operation) =>
    operation.plan.content.packages.filter((move) => move.ships === 'npm');
  if (own !== undefined)
    return Object.fromEntries(
      npm(own).map((move) => [move.name, move.movesLatest ? move.after : move.before]),
    );
  if (next !== undefined) return Object.fromEntries(npm(next).map((move) => [move.name, move.before]));
  return undefined;
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
