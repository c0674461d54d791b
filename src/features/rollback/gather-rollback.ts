import { isUntouched, type Operation } from '../../domain/operation.ts';
import { isOnLine } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { distTagSurface, type Surface } from '../../domain/surface.ts';
import type { ReleaseLine } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { heldSurfaces } from '../../engine/holds.ts';
import type { Tx } from '../../ports/store.ts';
import type { QuarantinedVersion } from '../../ports/tables/release-lines.ts';
import { runLeftBy } from '../release/index.ts';
import { releaseContent } from '../release/plans/release-content.ts';
import { moveDistTag, openDeprecationsOf, publishesOf, swapPointer } from '../surfaces/index.ts';
import { readCandidates, versionsOf } from './candidates.ts';
import { lineRecord } from './line-record.ts';
import type { Look } from './looks.ts';
import { rollbackContent } from './plans/rollback-content.ts';
import type { LivePackage, RollbackFacts, Taken, UnderWay } from './rollback-facts.ts';
import { decideTarget, type TargetAsk, type TargetDecision } from './rollback-target.ts';

/** What Navi has recorded for a rollback of one line. */
interface Known {
  surfaces: Surface[];
  open: Operation[];
  releases: Release[];
  quarantined: QuarantinedVersion[];
  /** The operations that moved each package's `latest` last. */
  movers: Operation[];
  lastRollback: string | undefined;
}

/** Which rollback, and how to read its line. */
export interface Gathering {
  releaseLine: ReleaseLine;
  ask: TargetAsk;
  look(releaseLine: ReleaseLine): Promise<Look>;
}

/** Reads every fact that decides a rollback of this line, and chooses its target. Throws `ServiceError`. */
export async function gatherRollback(
  context: Context,
  { releaseLine, ask, look }: Gathering,
): Promise<{ facts: RollbackFacts; decision: TargetDecision }> {
  const known = await context.store.transaction((tx) => readKnown(tx, context, releaseLine));
  const { pointer, pinned, packages } = await look(releaseLine);
  const { releases } = known;
  const onLine = known.open.filter((one) => isOnLine(one.plan.content, releaseLine));
  const underWay = onLine.findLast((one) => !isUntouched(one)) ?? onLine.at(-1);
  const versions = versionsOf(pinned);
  const recorded = lineRecord(releaseLine, versions, {
    ...known,
    underWay,
    steps: context.steps,
    served: pointer?.version,
  });
  const { record, candidates } = await readCandidates(context, { pinned, record: recorded, releases, ask });
  const decision = decideTarget(record, ask);
  const facts: RollbackFacts = {
    releaseLine,
    record,
    pointer,
    versions,
    candidates,
    taken: [...takenUnderWay(underWay), ...takenLive(releases, decision)],
    packages: packages.map((one) => ({
      ...one,
      otherHolder: otherHolderOf(context, asLeft(context, one, known), { known, releaseLine }),
    })),
    underWay: underWay === undefined ? undefined : describeUnderWay(underWay),
    lastRollback: known.lastRollback,
  };
  return { facts, decision };
}

/** The line of a rollback without a version: the one whose pointer moved last. */
export async function lineOfLastMove(context: Context): Promise<ReleaseLine | undefined> {
  const surfaces = await context.store.transaction((tx) => tx.surfaces.all());
  const [last] = surfaces
    .filter((surface) => surface.id.startsWith('pointer:'))
    .sort((a, b) => (a.since < b.since ? 1 : -1));
  const digits = last === undefined ? undefined : /^pointer:v(\d+)$/.exec(last.id)?.[1];
  return digits === undefined ? undefined : `v${Number(digits)}`;
}

/** The rollback of this line that has not ended, if any. */
export async function rollbackUnderWay(
  context: Context,
  releaseLine: ReleaseLine,
): Promise<Operation | undefined> {
  const open = await context.store.transaction((tx) => tx.operations.open());
  return open.find((one) => rollbackContent.isIn(one) && one.plan.content.line === releaseLine);
}

async function readKnown(tx: Tx, context: Context, releaseLine: ReleaseLine): Promise<Known> {
  const surfaces = await tx.surfaces.all();
  const movers = await Promise.all(
    surfaces.filter(({ id }) => id.startsWith('npm:')).map(({ by }) => tx.operations.get(by)),
  );
  const since = new Date(context.clock.now().getTime() - context.settings.rollback.secondWithin);
  const recent = await tx.operations.ofReleaseLine(releaseLine, since.toISOString());
  return {
    surfaces,
    open: await tx.operations.open(),
    releases: await tx.releases.ofReleaseLine(releaseLine),
    quarantined: await tx.quarantined.all(),
    movers: movers.filter((one) => one !== undefined),
    lastRollback: recent.find((one) => rollbackContent.isIn(one) && swapPointer.isDoneIn(one))?.requestedAt,
  };
}

/** Its current `latest`; where the registry could not be read, the last value that Navi recorded. */
function asLeft(
  context: Context,
  { name, live, published }: Omit<LivePackage, 'otherHolder'>,
  { surfaces }: Known,
): Pick<LivePackage, 'name' | 'live'> {
  const id = distTagSurface(name, context.settings.npm.liveTag);
  const left = surfaces.find((surface) => surface.id === id)?.live.version ?? undefined;
  return { name, live: published === null ? left : live };
}

/** The approved operation of another line that holds this package's `latest` now, else the one that moved it last. */
function otherHolderOf(
  { settings, operations }: Context,
  { name, live }: Pick<LivePackage, 'name' | 'live'>,
  { known: { open, movers }, releaseLine }: { known: Known; releaseLine: ReleaseLine },
): string | null {
  const { liveTag } = settings.npm;
  const isOther = (one: Operation) => one.plan.content.line !== releaseLine;
  const stepIn = ({ plan }: Operation) =>
    moveDistTag.in(plan.content.steps).find(({ params }) => params.name === name);
  const isDone = (one: Operation) => one.steps[stepIn(one)?.id ?? '']?.is === 'done';
  const holds = (one: Operation) =>
    isOther(one) &&
    heldSurfaces(one, { liveTag, operations }).includes(distTagSurface(name, liveTag)) &&
    !isUntouched(one);
  const put = (one: Operation) =>
    isOther(one) &&
    isDone(one) &&
    one.plan.content.packages.some((move) => move.name === name && move.after === live);
  return (open.findLast(holds) ?? movers.find(put))?.id ?? null;
}

function describeUnderWay(operation: Operation): UnderWay {
  const { id, kind, plan } = operation;
  const { version } = plan.content;
  return {
    operation: id,
    kind,
    version,
    run: runLeftBy(operation),
    ...(isUntouched(operation) ? { isPlan: true as const } : {}),
    openDeprecations: openDeprecationsOf(operation),
  };
}

/** What the running release publishes. */
function takenUnderWay(underWay: Operation | undefined): Taken[] {
  if (underWay === undefined || !releaseContent.isIn(underWay) || isUntouched(underWay)) return [];
  const { version, packages } = underWay.plan.content;
  return [{ version, packages: publishesOf(packages) }];
}

/** What the rolled-back version published, where Navi released it. */
function takenLive(releases: readonly Release[], decision: TargetDecision): Taken[] {
  const target = decision.is === 'choose' ? decision.rollBack : decision;
  const from = 'from' in target ? target.from : null;
  const live = releases.find((one) => one.version === from);
  if (live === undefined || live.operation === null) return [];
  const packages = live.packages.flatMap(({ name, version, publishes }) =>
    publishes && version !== null ? [{ name, version }] : [],
  );
  return [{ version: live.version, packages }];
}
