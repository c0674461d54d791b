import type { Operation } from '../../domain/operation.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueJob, wake } from '../../engine/save.ts';
import { FOREIGN_RUNS } from './jobs/find-foreign-runs.ts';
import { cancelRun } from './steps/cancel-run.ts';
import { dispatch } from './steps/dispatch.ts';

/**
 * A webhook may come before the answer to the dispatch that caused it, so the check for foreign runs waits this long.
 */
const LOOK_AFTER_MS = 5_000;

/**
 * Handles a webhook about a run: wakes the operation that watches it, which then reads the run itself. A run that no
 * operation watches is checked too, and one that waits for Navi's App is answered.
 */
export async function onRunChanged(
  context: Context,
  { run, asksNavi }: { run: number; asksNavi: boolean },
): Promise<void> {
  const now = context.clock.now();
  const at = now.toISOString();
  const subject = { kind: 'workflow-run', id: String(run) };
  await context.store.transaction(async (tx) => {
    const watching = (await tx.operations.open()).filter((operation) => watches(operation, run));
    for (const operation of watching) await wake(tx, operation, { at, known: context });
    if (asksNavi) await enqueueJob(tx, { kind: 'answer-deployment', subject, at });
    if (watching.some((operation) => knows(operation, run))) return;
    await enqueueJob(tx, { ...FOREIGN_RUNS, at: new Date(now.getTime() + LOOK_AFTER_MS).toISOString() });
  });
}

function watches(operation: Operation, run: number): boolean {
  if (operation.state.is !== 'running') return false;
  const { steps } = operation.plan.content;
  if (dispatch.idsIn(steps).length > 0) return knows(operation, run) || !dispatch.isDoneIn(operation);
  return cancelRun
    .in(steps)
    .some(({ params }) => params.run === run || (params.run === null && !cancelRun.isDoneIn(operation)));
}

/** Whether the operation dispatched this run. */
function knows(operation: Operation, run: number): boolean {
  return dispatch.evidenceIn(operation)?.run === run;
}
