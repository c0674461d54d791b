import { goesOn, hasWritten, type Operation } from '../domain/operation.ts';
import type { Rechecked } from '../domain/rechecked.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import { explain } from '../domain/refusals.ts';
import { serviceName } from '../domain/service-names.ts';
import type { StepProblem } from '../domain/step.ts';
import type { Tx } from '../ports/store.ts';
import type { JobOutcome } from '../ports/tables/jobs.ts';
import type { Context } from './context.ts';
import { soundIn, tamperedProblem } from './guard.ts';
import { freeLease, LeaseLost, requireLease, takeLease } from './lease.ts';
import { isKnown, LEFT_PAUSE_MS, reportUnknownSteps, unknownIn } from './leave.ts';
import { readySteps } from './ready.ts';
import { recheck } from './recheck.ts';
import { runStep } from './run-step.ts';
import { saveRevision } from './save-revision.ts';
import { inTurn, type Run, traitsOf } from './save-step.ts';
import { pend, type StepOutcome, stop } from './wait.ts';
import { holdBefore } from './write-checks.ts';

type Changed = Extract<Rechecked, { is: 'changed' }>;

/** Before the first write, a service that cannot be read is asked again after this. */
const UNREADABLE_PAUSE_MS = 5_000;

/**
 * Advances an operation as far as possible now: runs every ready step, in parallel where the plan allows it. The job
 * that called it is due again after a crash, and when a step waits for longer than a moment.
 */
export async function advance(context: Context, id: string): Promise<JobOutcome> {
  const taken = await takeLease(context, id);
  if (taken.is === 'nothing-to-do') return { is: 'over' };
  if (taken.is === 'busy') return soon(context, taken.leftMs);
  const run: Run = { context, id, epoch: taken.epoch, current: taken.operation, turn: Promise.resolve() };
  try {
    const held = await waitForChecks(run, 'beforeAdvance');
    if (held !== null) return whenAgain(held);
    if (!(await mayGoOn(run))) return { is: 'over' };
    const unknown = unknownIn(run.current, context);
    if (unknown.length > 0) await reportUnknownSteps(context, run.current, unknown);
    // An operation that this version cannot finish is not started; only a rollback does what it can.
    if (unknown.length > 0 && traitsOf(run).takesBack !== true) return soon(context, LEFT_PAUSE_MS);
    if (!hasWritten(run.current)) {
      const looked = await lookBeforeFirstWrite(run);
      if (looked.is !== 'done') return whenAgain(looked);
    }
    const again = await runAll(run);
    return again === null ? { is: 'over' } : { is: 'again', at: new Date(again).toISOString() };
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    context.telemetry.warn('lease lost', { operation: id, epoch: run.epoch });
    return { is: 'over' };
  } finally {
    await freeLease(context, run);
  }
}

function whenAgain(outcome: StepOutcome): JobOutcome {
  return outcome.is === 'later' ? { is: 'again', at: new Date(outcome.at).toISOString() } : { is: 'over' };
}

/** Runs ready steps until none can continue now. Returns the delay until the next run, or null when nothing waits. */
async function runAll(run: Run): Promise<number | null> {
  const inProgress = new Map<string, Promise<{ id: string; outcome: StepOutcome }>>();
  const later = new Map<string, number>();
  for (;;) {
    const mayBegin = goesOn(run.current, traitsOf(run)) && !run.context.stopping.aborted;
    const ready = mayBegin ? readySteps(run.current, run.context.steps) : [];
    for (const step of ready) {
      if (!isKnown(run.current, step, run.context.steps)) later.set(step.id, leftUntil(run.context));
      if (inProgress.has(step.id) || later.has(step.id)) continue;
      inProgress.set(
        step.id,
        runStep(run, step).then((outcome) => ({ id: step.id, outcome })),
      );
    }
    if (inProgress.size === 0) break;
    const { id, outcome } = await firstOf(inProgress);
    inProgress.delete(id);
    if (outcome.is === 'later') later.set(id, outcome.at);
    if (later.size > 0 && inProgress.size > 0) wakeOverdue(run, later);
  }
  if (!goesOn(run.current, traitsOf(run))) return null;
  if (run.context.stopping.aborted) return run.context.clock.now().getTime();
  return later.size === 0 ? null : Math.min(...later.values());
}

function leftUntil({ clock }: Context): number {
  return clock.now().getTime() + LEFT_PAUSE_MS;
}

/** Wakes a waiting step at its time, while other steps still run. */
function wakeOverdue(run: Run, later: Map<string, number>): void {
  const now = run.context.clock.now().getTime();
  for (const [id, at] of later) if (at <= now) later.delete(id);
}

/** Waits for the first to settle. When one throws, waits for the others first, so that none runs unobserved. */
async function firstOf<T>(inProgress: Map<string, Promise<T>>): Promise<T> {
  try {
    return await Promise.race(inProgress.values());
  } catch (error) {
    await Promise.allSettled(inProgress.values());
    throw error;
  }
}

/** Blocks an operation whose state differs from the journal, before anything else is read. */
async function mayGoOn(run: Run): Promise<boolean> {
  await run.context.record.catchUp();
  let tampering: string | null = null;
  await inTurn(run, async (tx) => {
    const locked = await tx.operations.lock(run.id);
    if (locked === undefined) throw new LeaseLost(run.id);
    const sound = await soundIn(tx, run.context, locked);
    tampering = sound.is === 'tampered' ? sound.why : null;
    return sound.is === 'tampered' ? locked : letGo(tx, run.context, sound.operation);
  });
  if (tampering === null) return true;
  run.context.telemetry.error('the state does not follow from the journal', new Error(tampering), {
    operation: run.id,
  });
  await holdFirst(run, tamperedProblem(tampering));
  return false;
}

/**
 * The journal has the operation running, so none of its steps waits for a person: a step that says so was changed by
 * another hand, and would never run again. It is observed again.
 */
async function letGo(tx: Tx, { telemetry }: Context, operation: Operation): Promise<Operation> {
  const held = Object.entries(operation.steps).filter(([, { is }]) => is === 'held' || is === 'failed');
  if (operation.state.is !== 'running' || held.length === 0) return operation;
  const waiting = held.map(([id]) => [id, { is: 'waiting' }] as const);
  const going = { ...operation, steps: { ...operation.steps, ...Object.fromEntries(waiting) } };
  await tx.operations.save(going);
  telemetry.warn('a step was held though its operation runs', {
    operation: operation.id,
    steps: held.map(([id]) => id),
  });
  return going;
}

/**
 * The last check before the first write: gates run again, and a plan whose facts have changed returns to its
 * approvers as revision + 1. `done`: the plan still holds.
 */
async function lookBeforeFirstWrite(run: Run): Promise<StepOutcome> {
  const waits = await waitForChecks(run, 'beforeFirstWrite');
  if (waits !== null) return waits;
  const again = await recheck(run.context, run.current);
  if (again.is === 'same') return { is: 'done' };
  if (again.is === 'changed') {
    const held = await saveRevised(run, again);
    return held.length === 0 ? { is: 'stopped' } : waitFor(run, held);
  }
  const { reasons } = again.refusal;
  if (reasons.every((reason) => reason.code === 'neighbour-unreadable')) return waitFor(run, reasons);
  const detail = reasons.map((reason) => explain(reason).text).join(' ');
  return holdFirst(run, { code: 'gate-blocks', detail });
}

/** Shows on the first step what it waits for; null where it may write. */
async function waitForChecks(
  run: Run,
  when: 'beforeAdvance' | 'beforeFirstWrite',
): Promise<StepOutcome | null> {
  return holdBefore(run, readySteps(run.current, run.context.steps)[0], when);
}

/** Shows on the first step which conditions the first write waits for. */
async function waitFor(run: Run, reasons: readonly RefusalReason[]): Promise<StepOutcome> {
  const [step] = readySteps(run.current, run.context.steps);
  if (step === undefined) return { is: 'stopped' };
  const expects = reasons
    .map((reason) =>
      reason.code === 'neighbour-unreadable'
        ? `${serviceName(reason.service)} to answer (${reason.problem})`
        : `its surfaces: ${explain(reason).text}`,
    )
    .join(', ');
  const limit = run.context.settings.deadlines.answer;
  return pend(run, step, { expects, askAgainInMs: UNREADABLE_PAUSE_MS, limit });
}

/** Returns why the changed plan cannot have its surfaces; the next check of the gates then reports it. */
async function saveRevised(run: Run, { operation: revised, differences }: Changed): Promise<RefusalReason[]> {
  const { context } = run;
  const now = context.clock.now();
  return context.store.transaction(async (tx) => {
    const { lease } = requireLease(await tx.operations.lock(run.id), run);
    return saveRevision(tx, { ...revised, lease }, { differences, at: now.toISOString(), known: context });
  });
}

async function holdFirst(run: Run, reason: StepProblem): Promise<StepOutcome> {
  // No step is ready when the state says that every step is done.
  const step = readySteps(run.current, run.context.steps)[0] ?? run.current.plan.content.steps.at(-1);
  return step === undefined ? { is: 'stopped' } : stop(run, step, reason);
}

function soon({ clock }: Context, ms: number): JobOutcome {
  return { is: 'again', at: new Date(clock.now().getTime() + ms).toISOString() };
}
