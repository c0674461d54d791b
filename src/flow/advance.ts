import { goesOn, hasWritten } from '../domain/operation.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import { explain } from '../domain/refusals.ts';
import { serviceName } from '../domain/service-names.ts';
import type { StepTrouble } from '../domain/step.ts';
import { readySteps } from '../engine/ready.ts';
import type { DutyOutcome } from '../ports/store.ts';
import { soundIn, tamperedTrouble } from './guard.ts';
import { keepRevision } from './keep-revision.ts';
import { inTurn, type Run } from './keep-step.ts';
import { freeLease, LeaseLost, requireLease, takeLease } from './lease.ts';
import { isKnown, LEFT_PAUSE_MS, sayLeft, unknownIn } from './leave.ts';
import { replan } from './planners/replan.ts';
import type { Replanned } from './planners/replan-rest.ts';
import type { Ground } from './ports.ts';
import { holdForRecord } from './record/hold.ts';
import { haveFreshRights } from './rights.ts';
import { runStep } from './run-step.ts';
import { pend, type StepOutcome, stop } from './wait.ts';

type Changed = Extract<Replanned, { is: 'changed' }>;

/** A neighbour that cannot be read before the first write is asked again after this. */
const UNREADABLE_PAUSE_MS = 5_000;
/** How soon it is looked whether the rights were tried. */
const RIGHTS_PAUSE_MS = 1_000;

/**
 * Carries an operation as far as it can go now: every ready step, what can overlap does. The duty that
 * woke it is crash insurance; it comes again when a step waits for longer than a moment.
 */
export async function advance(ground: Ground, id: string): Promise<DutyOutcome> {
  const taken = await takeLease(ground, id);
  if (taken.is === 'nothing-to-do') return { is: 'over' };
  if (taken.is === 'busy') return { is: 'again', at: taken.until };
  const run: Run = { ground, id, epoch: taken.epoch, current: taken.operation, turn: Promise.resolve() };
  try {
    const held = await holdForRecord(run);
    if (held !== null) return whenAgain(held);
    if (!(await mayGoOn(run))) return { is: 'over' };
    const unknown = unknownIn(run.current, ground.steps);
    if (unknown.length > 0) await sayLeft(ground, run.current, unknown);
    // What cannot be finished is not begun; only a rollback takes back what it can.
    if (unknown.length > 0 && run.current.kind === 'release') return soon(ground, LEFT_PAUSE_MS);
    if (!hasWritten(run.current)) {
      const looked = await lookBeforeFirstWrite(run);
      if (looked.is !== 'done') return whenAgain(looked);
    }
    const again = await runAll(run);
    return again === null ? { is: 'over' } : { is: 'again', at: new Date(again).toISOString() };
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    ground.telemetry.warn('lease lost', { operation: id, epoch: run.epoch });
    return { is: 'over' };
  } finally {
    await freeLease(ground, run);
  }
}

function whenAgain(outcome: StepOutcome): DutyOutcome {
  return outcome.is === 'later' ? { is: 'again', at: new Date(outcome.at).toISOString() } : { is: 'over' };
}

/** Runs ready steps until none is left that can go on now. Gives when to come again, or null when nothing is left to wait for. */
async function runAll(run: Run): Promise<number | null> {
  const inHand = new Map<string, Promise<{ id: string; outcome: StepOutcome }>>();
  const later = new Map<string, number>();
  for (;;) {
    const mayBegin = goesOn(run.current) && !run.ground.stopping.aborted;
    const ready = mayBegin ? readySteps(run.current, run.ground.steps) : [];
    for (const step of ready) {
      if (!isKnown(run.current, step, run.ground.steps)) later.set(step.id, leftUntil(run.ground));
      if (inHand.has(step.id) || later.has(step.id)) continue;
      inHand.set(
        step.id,
        runStep(run, step).then((outcome) => ({ id: step.id, outcome })),
      );
    }
    if (inHand.size === 0) break;
    const { id, outcome } = await firstOf(inHand);
    inHand.delete(id);
    if (outcome.is === 'later') later.set(id, outcome.at);
    if (later.size > 0 && inHand.size > 0) wakeOverdue(run, later);
  }
  if (!goesOn(run.current)) return null;
  if (run.ground.stopping.aborted) return run.ground.clock.now().getTime();
  return later.size === 0 ? null : Math.min(...later.values());
}

function leftUntil({ clock }: Ground): number {
  return clock.now().getTime() + LEFT_PAUSE_MS;
}

/** While other steps still work, a step whose time has come is looked at again without waiting for them. */
function wakeOverdue(run: Run, later: Map<string, number>): void {
  const now = run.ground.clock.now().getTime();
  for (const [id, at] of later) if (at <= now) later.delete(id);
}

/** The first to settle; when one throws, the others are let finish first, so that nothing of ours goes on unwatched. */
async function firstOf<T>(inHand: Map<string, Promise<T>>): Promise<T> {
  try {
    return await Promise.race(inHand.values());
  } catch (error) {
    await Promise.allSettled(inHand.values());
    throw error;
  }
}

/** A state that the journal does not allow is stopped before anything is looked at. */
async function mayGoOn(run: Run): Promise<boolean> {
  await run.ground.record.catchUp();
  let tampering: string | null = null;
  await inTurn(run, async (tx) => {
    const locked = await tx.operations.lock(run.id);
    if (locked === undefined) throw new LeaseLost(run.id);
    const sound = await soundIn(tx, run.ground, locked);
    tampering = sound.is === 'tampered' ? sound.why : null;
    return sound.is === 'tampered' ? locked : sound.operation;
  });
  if (tampering === null) return true;
  run.ground.telemetry.error('the state does not follow from the journal', new Error(tampering), {
    operation: run.id,
  });
  await holdFirst(run, tamperedTrouble(tampering));
  return false;
}

/**
 * The last look before the first write: gates run once more, and a plan whose facts have changed goes back to its
 * approvers as revision + 1. `done`: it still holds.
 */
async function lookBeforeFirstWrite(run: Run): Promise<StepOutcome> {
  if (run.current.kind === 'release' && !(await haveFreshRights(run.ground))) {
    const [step] = readySteps(run.current, run.ground.steps);
    const limit = run.ground.settings.deadlines.answer;
    const expects = 'the check of its permissions';
    return step === undefined
      ? { is: 'stopped' }
      : pend(run, step, { expects, askAgainInMs: RIGHTS_PAUSE_MS, limit });
  }
  const again = await replan(run.ground, run.current);
  if (again.is === 'same') return { is: 'done' };
  if (again.is === 'changed') {
    const held = await keepRevised(run, again);
    return held.length === 0 ? { is: 'stopped' } : waitFor(run, held);
  }
  const { reasons } = again.refusal;
  if (reasons.every((reason) => reason.code === 'neighbour-unreadable')) return waitFor(run, reasons);
  const detail = reasons.map((reason) => explain(reason).text).join(' ');
  return holdFirst(run, { code: 'gate-blocks', detail });
}

/** What has to be so before the first write is waited for in sight: the first step says what it waits for. */
async function waitFor(run: Run, reasons: readonly RefusalReason[]): Promise<StepOutcome> {
  const [step] = readySteps(run.current, run.ground.steps);
  if (step === undefined) return { is: 'stopped' };
  const expects = reasons
    .map((reason) =>
      reason.code === 'neighbour-unreadable'
        ? `${serviceName(reason.neighbour)} to answer (${reason.problem})`
        : `its surfaces: ${explain(reason).text}`,
    )
    .join(', ');
  const limit = run.ground.settings.deadlines.answer;
  return pend(run, step, { expects, askAgainInMs: UNREADABLE_PAUSE_MS, limit });
}

/** Gives why the changed plan cannot have its surfaces; the next look at the gates then says so. */
async function keepRevised(run: Run, { operation: revised, differences }: Changed): Promise<RefusalReason[]> {
  const { ground } = run;
  const now = ground.clock.now();
  const { liveTag } = ground.settings.npm;
  return ground.store.transaction(async (tx) => {
    const { lease } = requireLease(await tx.operations.lock(run.id), run, now);
    return keepRevision(tx, { ...revised, lease }, { differences, at: now.toISOString(), liveTag });
  });
}

async function holdFirst(run: Run, reason: StepTrouble): Promise<StepOutcome> {
  // A state in which every step is said to be done has none that is ready.
  const step = readySteps(run.current, run.ground.steps)[0] ?? run.current.plan.content.steps.at(-1);
  return step === undefined ? { is: 'stopped' } : stop(run, step, reason);
}

function soon({ clock }: Ground, ms: number): DutyOutcome {
  return { is: 'again', at: new Date(clock.now().getTime() + ms).toISOString() };
}
