import type { Operation } from '../../domain/operation.ts';
import { runLeftBy } from '../../domain/run-left.ts';
import type { StepParams } from '../../domain/step.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Run } from '../../ports/scm.ts';
import type { DutyOutcome } from '../../ports/store.ts';
import { say } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { cancel, findRuns } from '../steps/cancel-run.ts';

const ASK_AGAIN_MS = 5_000;

/**
 * Ends the run that an abandoned release has left behind, or may have: it would go on publishing what nobody wants any
 * more (docs/decisions/0009). Cancelling repeats without harm, so it needs no intent; it is over when every run that
 * was found has ended, or when none was seen for the whole reconcile window.
 */
export async function endRun(ground: Ground, id: string): Promise<DutyOutcome> {
  const operation = await ground.store.transaction((tx) => tx.operations.get(id));
  const left = operation === undefined ? null : runLeftBy(operation);
  if (operation === undefined || left === null) return { is: 'over' };
  const runs = await endRuns(ground, left);
  const now = ground.clock.now().getTime();
  const passed = now - Date.parse(operation.finishedAt ?? operation.requestedAt);
  const { reconcile, run: limit } = ground.settings.deadlines;
  const isOver = runs.length > 0 ? runs.every((run) => run.status === 'completed') : passed > reconcile;
  if (!isOver && passed < limit) return { is: 'again', at: new Date(now + ASK_AGAIN_MS).toISOString() };
  await tell(ground, operation, { runs, isOver });
  return { is: 'over' };
}

async function endRuns(ground: Ground, left: StepParams['cancel-run']): Promise<Run[]> {
  try {
    const runs = await findRuns(left, ground.scm);
    for (const run of runs) if (run.status !== 'completed') await cancel(ground.scm, run.id);
    return runs;
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem } = error.facts;
    ground.telemetry.warn('a left run could not be ended yet', { neighbour, problem, run: left.operation });
    return [];
  }
}

async function tell(
  ground: Ground,
  operation: Operation,
  { runs, isOver }: { runs: readonly Run[]; isOver: boolean },
): Promise<void> {
  const names = runs.map((run) => `run ${run.id}`).join(', ');
  if (names === '' && isOver) return;
  const at = ground.clock.now().toISOString();
  const { id } = operation;
  const about = isOver
    ? ({ is: 'line', operation: id, text: `Its ${names} has ended.`, level: 'info' } as const)
    : ({
        is: 'attention',
        operation: id,
        text: `${names === '' ? 'The run of this release' : names} could not be ended: cancel it on GitHub.`,
        whom: 'approvers',
      } as const);
  await ground.store.transaction((tx) => say(tx, operation, { about, key: `end-run:${id}`, at }));
}
