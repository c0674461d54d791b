import type { Operation } from '../domain/operation.ts';
import type { Tx } from '../ports/store.ts';
import { keepOperation, wake } from './keep.ts';

/** Has a stopped operation go on from where the world stands: every step that has stopped is looked at again. */
export async function goOn(tx: Tx, operation: Operation, at: string): Promise<void> {
  const again = triedAgain(operation);
  const anew = isDispatchedAnew(operation);
  const going: Operation = {
    ...operation,
    state: { is: 'running', since: at },
    steps: { ...operation.steps, ...each(again, () => ({ is: 'waiting' as const })) },
    retries: {
      ...operation.retries,
      ...each(again, (id) => (operation.retries[id] ?? 0) + 1),
      // The new run's first attempt is the one that is wanted.
      ...(anew ? { 'watch-run': 0 } : {}),
    },
  };
  await keepOperation(tx, going, at);
  await wake(tx, going, at);
}

/** What a rollback gives back, and proves, before it is announced. */
const GIVES_BACK = ['swap-pointer', 'purge', 'verify-edge', 'move-dist-tag', 'read-back'];

/**
 * Every step that has stopped, not only the one that the card names. A rollback that has stopped before it was
 * announced looks at all that it has given back: somebody may have moved it since, and it goes on whatever it finds.
 */
function triedAgain({ kind, plan, steps }: Operation): string[] {
  const stopped = plan.content.steps.filter(
    ({ id }) => steps[id]?.is === 'held' || steps[id]?.is === 'failed',
  );
  const looksBack = kind === 'rollback' && stopped.some((step) => GIVES_BACK.includes(step.kind));
  const done = plan.content.steps.filter(
    (step) => looksBack && steps[step.id]?.is === 'done' && GIVES_BACK.includes(step.kind),
  );
  const dispatch = plan.content.steps.filter(
    ({ kind }) => (kind === 'dispatch' || kind === 'open-claim') && isDispatchedAnew({ steps }),
  );
  return [...stopped, ...done, ...dispatch].map((step) => step.id);
}

/** Whether GitHub can never carry the dispatched run on: its workflow is dispatched anew, and its claim opened for another run. */
function isDispatchedAnew({ steps }: Pick<Operation, 'steps'>): boolean {
  const watched = steps['watch-run'];
  if (watched?.is !== 'held' && watched?.is !== 'failed') return false;
  return watched.reason.code === 'run-never-began' || watched.reason.code === 'rerun-refused';
}

function each<T>(ids: readonly string[], make: (id: string) => T): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [id, make(id)]));
}
