import { isNotApproved } from '../../domain/choices.ts';
import { isOpen, type Operation } from '../../domain/operation.ts';
import type { PlanStep } from '../../domain/step.ts';
import { operationSubject, subjectKey } from '../../domain/subject.ts';
import type { JobLeft } from '../../engine/operations.ts';
import { enqueueJob } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { publishesOf } from '../surfaces/index.ts';
import { cancelRun, type RunToEnd } from './steps/cancel-run.ts';
import { dispatch } from './steps/dispatch.ts';
import { openClaim } from './steps/open-claim.ts';
import type { EndingRun } from './steps/run-end.ts';
import { tag } from './steps/tag.ts';
import { watchRun } from './steps/watch-run.ts';

/**
 * The run that must still end when an operation ends early, or null. A running release may be dispatching when it is
 * superseded, so its run is searched even if it is unknown; a rollback or a stop passes on the run that it was to
 * end.
 */
export function runLeftBy(operation: Operation): RunToEnd | null {
  const { steps } = operation.plan.content;
  if (operation.kind !== 'release') {
    const [left] = cancelRun.in(steps);
    return left === undefined || cancelRun.isDoneIn(operation) ? null : left.params;
  }
  const [own] = dispatch.in(steps);
  if (own === undefined || watchRun.isDoneIn(operation)) return null;
  if (operation.state.is !== 'running' && dispatch.stateIn(operation)?.is === 'waiting') return null;
  return {
    run: dispatch.evidenceIn(operation)?.run ?? null,
    operation: operation.id,
    workflow: own.params.workflow,
    since: operation.requestedAt,
    publishes: publishesOf(operation.plan.content.packages),
  };
}

/** What is revoked and ended when a release ends early; null where it has neither opened a claim nor dispatched. */
export function endingRunOf(operation: Operation): EndingRun | null {
  const isBegun = [openClaim, dispatch].some(
    (one) => (one.stateIn(operation)?.is ?? 'waiting') !== 'waiting',
  );
  if (operation.kind !== 'release' || !isBegun) return null;
  return { operation: operation.id, run: dispatch.evidenceIn(operation)?.run ?? null };
}

/**
 * The run to end now, or null. A release that is paused because a different run or commit ran has not ended, but its
 * run is ended anyway.
 */
export function runToEndOf(operation: Operation): EndingRun | null {
  const { state } = operation;
  const goesOn = isOpen(state) && !(state.is === 'stopped' && isNotApproved(state.trouble));
  return goesOn || state.is === 'done' ? null : endingRunOf(operation);
}

/**
 * The job that cleans up after a release: it revokes the claim and ends the run, which then looks at the tag; without a
 * run only the tag is looked at.
 */
export function jobLeftBy(operation: Operation): JobLeft | null {
  if (runToEndOf(operation) !== null)
    return { kind: 'end-run', key: endRunKey(operation), mayBeDoneBySuccessor: true };
  const mayHaveTag = !isOpen(operation.state) && hasBegunToTag(operation);
  return mayHaveTag ? lookAtTag(operation) : null;
}

/** Enqueues the end of an early-ended release's run: revokes its claim and cancels the run, from this time (ISO). */
export async function endRunOf(tx: Tx, operation: Operation, at: string): Promise<void> {
  await enqueueJob(tx, {
    kind: 'end-run',
    key: endRunKey(operation),
    subject: operationSubject(operation),
    at,
  });
}

/** Enqueues the check whether the tag of an ended release may be deleted, at this time (ISO). */
export async function lookAtTagOf(tx: Tx, operation: Operation, at: string): Promise<void> {
  if (hasBegunToTag(operation))
    await enqueueJob(tx, { ...lookAtTag(operation), subject: operationSubject(operation), at });
}

/** Whether the release may have created its tag. */
export function hasBegunToTag(operation: Operation): boolean {
  const state = tag.stateIn(operation);
  return state !== undefined && state.is !== 'waiting';
}

/** Whether the journal says that the run of a release that ended early has ended. */
export async function isRunEnded(tx: Tx, operation: Operation): Promise<boolean> {
  const rows = await tx.journal.of(operationSubject(operation));
  return rows.some(({ row, authentic }) => authentic && row.event === 'run-ended');
}

function endRunKey({ id }: Operation): string {
  return `end-run:${id}`;
}

function lookAtTag(operation: Operation): JobLeft {
  return { kind: 'left-tag', key: `left-tag:${subjectKey(operationSubject(operation))}` };
}

/** Whether one of the steps ends a run. */
export function endsRun(steps: readonly PlanStep[]): boolean {
  return cancelRun.idsIn(steps).length > 0;
}
