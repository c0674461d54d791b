import { isOpen, isUntouched, type Operation } from '../../domain/operation.ts';
import type { Candidate, LivePackage, RollbackFacts, UnderWay } from '../../domain/rollback-facts.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import { isNewer, type Line, lineOf, parseVersion, tagOf } from '../../domain/version.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { ObjectFacts } from '../../ports/objects.ts';
import type { Mark } from '../../ports/store.ts';
import type { Ground } from '../ports.ts';
import { readPointer } from './gather-release.ts';

const LARGEST_LOADER = 5 * 1024 * 1024;
/** As far back as anybody is going to look: a hundred releases of a line. */
const REMEMBERED = 500;

interface Kept {
  surfaces: Surface[];
  operations: Operation[];
  marks: Mark[];
}

/** Reads everything a rollback of this line is decided from. Only the target's own bytes are read: it has to be quick. Throws `NeighbourError`. */
export async function gatherRollback(
  ground: Ground,
  line: Line,
  target: string | undefined,
): Promise<RollbackFacts> {
  const { loader } = ground.settings.cdn;
  const npm = ground.settings.packages.filter((one) => one.ships === 'npm');
  const [kept, pointer, objects, packages] = await Promise.all([
    readKept(ground),
    readPointer(ground.objects, line, loader),
    ground.objects.list(`${line}.`),
    Promise.all(npm.map(({ name }) => readPackage(ground, name))),
  ]);
  const ofLine = kept.operations.filter((one) => one.plan.content.line === line);
  const others = kept.operations.filter((one) => one.plan.content.line !== line);
  const pinned = objects.filter((object) => object.path.endsWith(`/${loader}`));
  const candidates = await Promise.all(
    pinned.flatMap((object) => {
      const version = versionOf(object);
      return version === undefined ? [] : [readCandidate(ground, { object, version, kept, ofLine, target })];
    }),
  );
  const live = pointer?.version;
  const underWay = ofLine.find((one) => isOpen(one.state));
  return {
    line,
    pointer,
    candidates: candidates
      .flatMap((one) => one ?? [])
      .sort((a, b) => (isNewer(b.version, a.version) ? 1 : -1)),
    taken: takenBack(ofLine, underWay, live),
    packages: packages.map((one) => ({ ...one, keeper: keeperOf(one, others) })),
    underWay: underWay === undefined ? undefined : describeUnderWay(underWay),
    lastRollback: ofLine.find((one) => one.kind === 'rollback' && one.steps['swap-pointer']?.is === 'done')
      ?.requestedAt,
  };
}

/** The line a rollback without a version is of: the one whose pointer moved last. */
export async function lineOfLastMove(ground: Ground): Promise<Line | undefined> {
  const { surfaces } = await readKept(ground);
  const [last] = surfaces
    .filter((surface) => surface.id.startsWith('pointer:'))
    .sort((a, b) => (a.since < b.since ? 1 : -1));
  const digits = last === undefined ? undefined : /^pointer:v(\d+)$/.exec(last.id)?.[1];
  return digits === undefined ? undefined : `v${Number(digits)}`;
}

/** The rollback of this line that has not ended, if any. */
export async function rollbackUnderWay(ground: Ground, line: Line): Promise<Operation | undefined> {
  const open = await ground.store.transaction((tx) => tx.operations.open());
  return open.find((one) => one.kind === 'rollback' && one.plan.content.line === line);
}

async function readKept(ground: Ground): Promise<Kept> {
  return ground.store.transaction(async (tx) => ({
    surfaces: await tx.surfaces.all(),
    operations: await tx.operations.recent(REMEMBERED),
    marks: await tx.marks.all(),
  }));
}

/** A registry that cannot be read holds nothing up: npm's leg waits for it, the pointer goes at once (DESIGN §1.3). */
async function readPackage(ground: Ground, name: string): Promise<Omit<LivePackage, 'keeper'>> {
  const found = await readable(ground, () => ground.registry.package(name));
  if (found === 'unreadable') return { name, live: undefined, published: null };
  const live = found?.distTags[ground.settings.npm.liveTag];
  return { name, live, published: Object.keys(found?.versions ?? {}) };
}

async function readable<T>(ground: Ground, read: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem } = error.facts;
    ground.telemetry.warn('a rollback is planned without a neighbour', { neighbour, problem });
    return 'unreadable';
  }
}

function versionOf(object: ObjectFacts): string | undefined {
  return parseVersion(object.path.slice(0, object.path.indexOf('/')));
}

interface Pinned {
  object: ObjectFacts;
  version: string;
  kept: Kept;
  ofLine: readonly Operation[];
  target: string | undefined;
}

async function readCandidate(ground: Ground, of: Pinned): Promise<Candidate | undefined> {
  const { object, version } = of;
  const read = await ground.objects.read(object.path, {
    generation: object.generation,
    maxBytes: LARGEST_LOADER,
  });
  if (read === undefined) return undefined;
  const marked = of.kept.marks.find((mark) => mark.kind === 'faulty' && mark.id === version)?.why;
  const why = marked ?? (isAsProven(of, read.sha384) ? undefined : CHANGED);
  const packages =
    recordedPackages(of) ?? (of.target === version ? await packagesAtTag(ground, version) : undefined);
  return {
    version,
    bytes: { sha384: read.sha384, size: object.size, generation: object.generation },
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
function isVerified({ version, ofLine, kept }: Pinned): boolean {
  const proven = ofLine.some(
    (one) => one.plan.content.version === version && one.steps['verify-edge']?.is === 'done',
  );
  const adopted = ofLine.some((one) => one.kind === 'release' && one.plan.content.pointer.from === version);
  const live = kept.surfaces.some(
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
  const found = await readable(ground, () =>
    Promise.all(
      npm.map(
        async ({ name, dir }) => [name, (await ground.scm.packageAt(dir, tagOf(version)))?.version] as const,
      ),
    ),
  );
  if (found === 'unreadable') return undefined;
  const known = found.flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** The approved operation of another line that moves this package's `latest` now, else the one that moved it last. */
function keeperOf(
  { name, live }: { name: string; live: string | undefined },
  others: readonly Operation[],
): string | null {
  const step = `latest:${name}`;
  const holds = (one: Operation) => step in one.steps && isOpen(one.state) && !isUntouched(one);
  const put = (one: Operation) =>
    one.steps[step]?.is === 'done' &&
    one.plan.content.packages.some((move) => move.name === name && move.after === live);
  return (others.find(holds) ?? others.find(put))?.id ?? null;
}

function describeUnderWay(operation: Operation): UnderWay {
  const { id, kind, plan } = operation;
  return { operation: id, kind, version: plan.content.version, run: runOf(operation) };
}

/**
 * The run that a superseded operation leaves behind. A release that runs may be dispatching by the time it is
 * superseded, so its run is looked for, whether it is known yet or not; a rollback passes on the one that it was to end.
 */
function runOf({ id, kind, plan, state, steps, requestedAt }: Operation): UnderWay['run'] {
  if (kind === 'rollback') {
    const step = plan.content.steps.find((one) => one.kind === 'cancel-run');
    return step === undefined || steps[step.id]?.is === 'done' ? null : step.params;
  }
  const step = plan.content.steps.find((one) => one.kind === 'dispatch');
  if (step === undefined || steps['watch-run']?.is === 'done') return null;
  const dispatched = steps[step.id];
  if (state.is !== 'running' && dispatched?.is === 'waiting') return null;
  const run = dispatched?.is === 'done' ? dispatched.evidence['run'] : undefined;
  return {
    run: typeof run === 'number' ? run : null,
    operation: id,
    workflow: step.params.workflow,
    since: requestedAt,
  };
}

/** The release whose packages are deprecated: the one under way, else the one that is live. */
function takenBack(
  ofLine: readonly Operation[],
  underWay: Operation | undefined,
  live: string | undefined,
): RollbackFacts['taken'] {
  const release =
    underWay?.kind === 'release' && !isUntouched(underWay)
      ? underWay
      : ofLine.find((one) => one.kind === 'release' && one.plan.content.version === live);
  if (release === undefined) return undefined;
  const packages = release.plan.content.packages
    .filter((move) => move.ships === 'npm' && move.changes)
    .map((move) => ({ name: move.name, version: move.after }));
  return { version: release.plan.content.version, packages };
}
