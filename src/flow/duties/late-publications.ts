import { isUntouched, type Operation } from '../../domain/operation.ts';
import { owedBy, publishesOf } from '../../domain/owed.ts';
import { surfacesOf } from '../../domain/plan.ts';
import type { StepParams, StepTrouble } from '../../domain/step.ts';
import { distTagSurface } from '../../domain/surface.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Tx } from '../../ports/store.ts';
import { findTampering } from '../guard.ts';
import { byNavi, say } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { type Published, publishedAmong } from '../published.ts';
import { deprecateCommand, writeOrHandOver } from '../steps/hand-over.ts';

/** What was confirmed to be deprecated, and by which rollback. */
interface Owed {
  what: StepParams['deprecate'];
  by: Operation;
}

/** What the late run of a superseded release has published, as the registry's own copy has it now. */
export interface LatePublications {
  deprecated: readonly Published[];
  /** To be deprecated, and not yet. */
  owed: readonly StepParams['deprecate'][];
  /** What no rollback was confirmed to deprecate: npm was left alone, or there was nothing to go back to. */
  stays: readonly Published[];
}

/**
 * Deprecates what the late run of a superseded release has published, as the rollback that took the release back was
 * confirmed to. That itself does so as long as it runs (`watch-surfaces`); this comes after it. Looks, writes, and
 * looks again: only what was read back counts. Null when npm cannot be read.
 */
export async function deprecateLate(ground: Ground, release: Operation): Promise<LatePublications | null> {
  try {
    const found = await look(ground, release);
    if (found.owed.length === 0 || !(await isFree(ground, release, found.owed))) return shown(found);
    for (const one of found.owed) await deprecate(ground, release, one);
    return shown(await look(ground, release));
  } catch (error) {
    warn(ground, release, error);
    return null;
  }
}

/** Throws what is no neighbour's error. */
function warn({ telemetry }: Ground, { id }: Operation, error: unknown): void {
  if (!(error instanceof NeighbourError)) throw error;
  const { neighbour, problem } = error.facts;
  telemetry.warn('a late publication is not taken back yet', { neighbour, problem, release: id });
}

type Looked = Omit<LatePublications, 'owed'> & { owed: readonly Owed[] };

function shown({ owed, ...others }: Looked): LatePublications {
  return { ...others, owed: owed.map(({ what }) => what) };
}

async function look(ground: Ground, release: Operation): Promise<Looked> {
  const rollbacks = await ground.store.transaction((tx) => takenBackBy(tx, release));
  const all = rollbacks.flatMap((by) => owedBy(by).map((what): Owed => ({ what, by })));
  const owedFor = ({ name, version }: Published) =>
    all.find(({ what }) => what.name === name && what.version === version);
  const published = await publishedAmong(ground.registry, publishesOf(release.plan.content.packages));
  const others = published.filter((one) => !one.isDeprecated);
  return {
    deprecated: published.filter((one) => one.isDeprecated),
    owed: others.flatMap((one) => owedFor(one) ?? []),
    stays: others.filter((one) => owedFor(one) === undefined),
  };
}

/** The rollbacks that the release has passed through, newest first: the words of the newest count. */
async function takenBackBy(tx: Tx, { state }: Operation): Promise<Operation[]> {
  if (state.is !== 'superseded') return [];
  const next = await tx.operations.get(state.by);
  if (next?.kind !== 'rollback') return [];
  return [...(await takenBackBy(tx, next)), next];
}

/** One writer per package at a time: nobody who may write runs on the line, or moves one of these packages. */
async function isFree(ground: Ground, release: Operation, owed: readonly Owed[]): Promise<boolean> {
  const { liveTag } = ground.settings.npm;
  const wanted = owed.map(({ what }) => distTagSurface(what.name, liveTag));
  const open = await ground.store.transaction((tx) => tx.operations.open());
  return !open.some(
    (one) =>
      !isUntouched(one) &&
      (one.plan.content.line === release.plan.content.line ||
        surfacesOf(one.plan.content, liveTag).some((id) => wanted.includes(id))),
  );
}

/**
 * Writes; only the next look says what came of it. Where a person is wanted, they are called once, and nothing is
 * written again.
 */
async function deprecate(ground: Ground, release: Operation, { what, by }: Owed): Promise<void> {
  const byHand = `person:${what.name}`;
  if (await isCalled(ground, release, byHand)) return;
  const tampering = await findTampering(ground, by);
  if (tampering !== null) {
    const text = `Its late run has published ${what.name}, and the record of ${by.id}, which was to deprecate that, was changed behind Navi's back: ${tampering}. Nothing is written on its word; look at "navi audit verify", and deprecate by hand.`;
    return call(ground, release, { to: `tampered:${by.id}`, whom: 'owners', text });
  }
  await ground.store.transaction(async (tx) =>
    tx.journal.append(byNavi(by, 'deprecating', { ...what, release: release.id })),
  );
  const refused = await write(ground, release, what);
  if (refused === undefined) return;
  const text = `Its late run has published ${what.name}@${what.version}. ${refused.detail}: ${refused.command}`;
  await call(ground, release, { to: byHand, whom: 'approvers', text });
}

/** What somebody is called to do; each once. */
interface Call {
  to: string;
  whom: 'owners' | 'approvers';
  text: string;
}

function isCalled(ground: Ground, release: Operation, to: Call['to']): Promise<boolean> {
  return ground.store.transaction(async (tx) => (await tx.outbox.get(keyOf(release, to))) !== undefined);
}

async function call(ground: Ground, release: Operation, { to, whom, text }: Call): Promise<void> {
  if (await isCalled(ground, release, to)) return;
  await ground.store.transaction((tx) =>
    say(tx, release, {
      about: { is: 'attention', text, whom },
      key: keyOf(release, to),
      at: ground.clock.now().toISOString(),
    }),
  );
}

function keyOf({ id }: Operation, to: Call['to']): string {
  return `end-run:${id}:${to}`;
}

/** Gives what npm wants a person for; any other no may be a yes at the next look. */
async function write(
  ground: Ground,
  release: Operation,
  what: Owed['what'],
): Promise<StepTrouble | undefined> {
  try {
    const acted = await writeOrHandOver(async () => {
      await ground.registry.deprecate(what);
      return { is: 'sent', evidence: {} };
    }, deprecateCommand(what));
    return acted.is === 'refused' ? acted.trouble : undefined;
  } catch (error) {
    warn(ground, release, error);
    return undefined;
  }
}
