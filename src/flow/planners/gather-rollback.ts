import { isOpen, isUntouched, type Operation } from '../../domain/operation.ts';
import { owedBy, publishesOf } from '../../domain/owed.ts';
import type { LivePackage, RollbackFacts, UnderWay } from '../../domain/rollback-facts.ts';
import { runLeftBy } from '../../domain/run-left.ts';
import { distTagSurface, type Surface } from '../../domain/surface.ts';
import type { Line } from '../../domain/version.ts';
import type { Mark } from '../../ports/store.ts';
import type { Ground } from '../ports.ts';
import { REMEMBERED } from '../remembered.ts';
import { readCandidates } from './candidates.ts';
import type { Look } from './looks.ts';

interface Kept {
  surfaces: Surface[];
  operations: Operation[];
  marks: Mark[];
}

/** Which rollback, and how its line is looked at. */
export interface Gathering {
  line: Line;
  /** The version asked for by name. */
  target: string | undefined;
  look(line: Line, operations: readonly Operation[]): Promise<Look>;
}

/** Reads everything a rollback of this line is decided from. Throws `NeighbourError`. */
export async function gatherRollback(
  ground: Ground,
  { line, target, look }: Gathering,
): Promise<RollbackFacts> {
  const kept = await readKept(ground);
  const { pointer, pinned, packages } = await look(line, kept.operations);
  const ofLine = kept.operations.filter((one) => one.plan.content.line === line);
  const others = kept.operations.filter((one) => one.plan.content.line !== line);
  const { versions, candidates } = await readCandidates(ground, {
    pinned,
    remembered: { ...kept, ofLine },
    pointer,
    target,
  });
  const live = pointer?.version;
  const underWay = ofLine.find((one) => isOpen(one.state));
  return {
    line,
    pointer,
    versions,
    candidates,
    taken: takenBack(ofLine, underWay, live),
    packages: packages.map((one) => ({ ...one, keeper: keeperOf(asLeft(ground, one, kept), others) })),
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

/** What its `latest` is; where the registry could not be read, what Navi last saw it at. */
function asLeft(
  ground: Ground,
  { name, live, published }: Omit<LivePackage, 'keeper'>,
  { surfaces }: Kept,
): Pick<LivePackage, 'name' | 'live'> {
  const id = distTagSurface(name, ground.settings.npm.liveTag);
  const left = surfaces.find((surface) => surface.id === id)?.live.version ?? undefined;
  return { name, live: published === null ? left : live };
}

/** The approved operation of another line that moves this package's `latest` now, else the one that moved it last. */
function keeperOf(
  { name, live }: Pick<LivePackage, 'name' | 'live'>,
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
  const { version } = plan.content;
  return { operation: id, kind, version, run: runLeftBy(operation), owes: owedBy(operation) };
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
  const { version, packages } = release.plan.content;
  return { version, packages: publishesOf(packages) };
}
