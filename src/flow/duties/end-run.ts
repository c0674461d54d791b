import { isOpen, type Operation } from '../../domain/operation.ts';
import { runLeftBy } from '../../domain/run-left.ts';
import type { StepParams, StepState } from '../../domain/step.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Run } from '../../ports/scm.ts';
import type { DutyOutcome, Tx } from '../../ports/store.ts';
import { say } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { cancel, findRuns } from '../steps/cancel-run.ts';
import { takeBackLate } from './take-back-late.ts';

const ASK_AGAIN_MS = 5_000;
/** After the reconcile window a run is unlikely: each look is two of the 5,000 calls an hour that GitHub takes (facts/apis.md §4). */
const ASK_LATER_MS = 30_000;

/**
 * Ends the run that an abandoned or superseded release has left behind, or may have: it would go on publishing what
 * nobody wants any more (docs/decisions/0009). Cancelling repeats without harm, so it needs no intent. It is over when
 * every run that was found has ended. Where none is seen, an abandoned release is done with after the reconcile window.
 * A superseded one is looked for, slower, until the run deadline: as long as a release would have waited for that run,
 * which outlasts the rollback's watch, so that no late run goes on unwatched. What one has published is then taken back.
 */
export async function endRun(ground: Ground, id: string): Promise<DutyOutcome> {
  const { operation, step, isTold } = await ground.store.transaction(async (tx) => {
    const found = await tx.operations.get(id);
    return {
      operation: found,
      step: found === undefined ? undefined : await stepFor(tx, found),
      isTold: (await tx.outbox.get(keyOf(id))) !== undefined,
    };
  });
  const left = operation === undefined ? null : runLeftBy(operation);
  if (operation === undefined || left === null) return { is: 'over' };
  const isSuperseded = operation.state.is === 'superseded';
  if (isTold) return isSuperseded ? takeBackLate(ground, operation) : { is: 'over' };
  const now = ground.clock.now().getTime();
  const passed = now - Date.parse(operation.finishedAt ?? operation.requestedAt);
  const { reconcile, run: limit } = ground.settings.deadlines;
  const again = (ms: number): DutyOutcome => ({ is: 'again', at: new Date(now + ms).toISOString() });
  if (step?.is === 'done' && step.evidence['run'] !== undefined) return { is: 'over' };
  if (step !== undefined && step.is !== 'done') return passed < limit ? again(ASK_LATER_MS) : { is: 'over' };
  const runs = await endRuns(ground, left);
  const longEnough = passed >= (isSuperseded ? limit : reconcile);
  const isOver = isEnded(runs, longEnough);
  const found = runs ?? [];
  const isUnlikely = passed >= reconcile && found.length === 0;
  if (!isOver && passed < limit) return again(isUnlikely ? ASK_LATER_MS : ASK_AGAIN_MS);
  await tell(ground, operation, { runs: found, isOver, wasKnown: left.run !== null });
  return isSuperseded && isOver && found.length > 0 ? takeBackLate(ground, operation) : { is: 'over' };
}

/** Whether nothing is left to be ended; a GitHub that did not answer (null) says nothing about it. */
function isEnded(runs: readonly Run[] | null, longEnough: boolean): boolean {
  if (runs === null) return false;
  return runs.length === 0 ? longEnough : runs.every((run) => run.status === 'completed');
}

/**
 * The step by which a rollback or a stop ends this run, as long as it may, and when it has: nobody else asks GitHub
 * then. One that was superseded has passed it on.
 */
async function stepFor(tx: Tx, release: Operation): Promise<StepState | undefined> {
  let { state } = release;
  for (let by = successorOf(state); by !== null; by = successorOf(state)) {
    const next = await tx.operations.get(by);
    if (next === undefined) return undefined;
    const step = next.plan.content.steps.find((one) => one.kind === 'cancel-run');
    const found = step?.params.operation === release.id ? next.steps[step.id] : undefined;
    if (found?.is === 'done' || isOpen(next.state)) return found;
    state = next.state;
  }
  return undefined;
}

/** The operation that has taken over what this one was to do, if any. */
function successorOf(state: Operation['state']): string | null {
  if (state.is === 'cancelled') return state.successor;
  return state.is === 'superseded' ? state.by : null;
}

async function endRuns(ground: Ground, left: StepParams['cancel-run']): Promise<Run[] | null> {
  try {
    const runs = await findRuns(left, ground.scm);
    for (const run of runs) if (run.status !== 'completed') await cancel(ground.scm, run.id);
    return runs;
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem } = error.facts;
    ground.telemetry.warn('a left run could not be ended yet', { neighbour, problem, run: left.operation });
    return null;
  }
}

/** What is said of the run of this operation. */
function keyOf(operation: string): string {
  return `end-run:${operation}`;
}

interface Found {
  runs: readonly Run[];
  isOver: boolean;
  /** Known when the release ended, and not looked for since. */
  wasKnown: boolean;
}

async function tell(ground: Ground, operation: Operation, { runs, isOver, wasKnown }: Found): Promise<void> {
  if (runs.length === 0 && isOver) return;
  const at = ground.clock.now().toISOString();
  const { id } = operation;
  const key = keyOf(id);
  const about = isOver
    ? ({ is: 'line', operation: id, text: endOf(operation, runs, wasKnown), level: 'info' } as const)
    : ({
        is: 'attention',
        operation: id,
        text: `${namesOf(runs) || 'The run of this release'} could not be ended: cancel it on GitHub.`,
        whom: 'approvers',
      } as const);
  await ground.store.transaction(async (tx) => {
    // The duty may come again after a crash, when this has been said.
    if ((await tx.outbox.get(key)) === undefined) await say(tx, operation, { about, key, at });
  });
}

/** What the run of a superseded release has published is taken back, and told when that is read back. */
function endOf({ state }: Operation, runs: readonly Run[], wasKnown: boolean): string {
  const how = runs.map(({ conclusion }) => conclusion ?? 'ended').join(', ');
  const stays =
    state.is !== 'superseded' && runs.some(({ conclusion }) => conclusion === 'success')
      ? ' What it has published stays.'
      : '';
  return `Its ${namesOf(runs)} ${wasKnown ? '' : 'appeared late and '}has ended (${how}).${stays}`;
}

function namesOf(runs: readonly Run[]): string {
  return runs.map((run) => `run ${run.id}`).join(', ');
}
