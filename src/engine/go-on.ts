import type { Operation } from '../domain/operation.ts';
import type { PlanStep } from '../domain/step.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { saveOperation, wake } from './save.ts';
import type { Steps } from './steps.ts';

type Known = Pick<Context, 'steps' | 'operations'>;

/** Resumes a paused operation: every paused step observes the world again. */
export async function goOn(
  tx: Tx,
  operation: Operation,
  { at, known }: { at: string; known: Known },
): Promise<void> {
  const { steps } = known;
  const stopped = stoppedSteps(operation);
  const restarted = stopped.map((step) => restartedBy(operation, step, steps));
  const again = [
    ...stopped,
    ...alsoLookedAt(operation, stopped, known),
    ...restarted.flatMap(({ own }) => own),
  ];
  const ids = again.map(({ id }) => id);
  const going: Operation = {
    ...operation,
    state: { is: 'running', since: at },
    steps: { ...operation.steps, ...each(ids, () => ({ is: 'waiting' as const })) },
    retries: {
      ...operation.retries,
      ...each(ids, (id) => (operation.retries[id] ?? 0) + 1),
      // A step that starts again counts its attempts from one.
      ...each(
        restarted.filter(({ own }) => own.length > 0).map(({ by }) => by.id),
        () => 0,
      ),
    },
  };
  await saveOperation(tx, going, { at, known });
  await wake(tx, going, { at, known });
}

/** Every paused step, not only the one on the card. */
function stoppedSteps({ plan, steps }: Operation): PlanStep[] {
  return plan.content.steps.filter(({ id }) => steps[id]?.is === 'held' || steps[id]?.is === 'failed');
}

/** The finished steps that its kind observes again after such a stop: another hand may have changed them since. */
function alsoLookedAt(
  operation: Operation,
  stopped: readonly PlanStep[],
  { steps, operations }: Known,
): PlanStep[] {
  const { plan, steps: states } = operation;
  const { looksAgain = () => false } = operations.traitsOf(operation);
  const isMeant = (step: PlanStep) => looksAgain(steps.traitsOf(step));
  if (!stopped.some(isMeant)) return [];
  return plan.content.steps.filter((step) => isMeant(step) && states[step.id]?.is === 'done');
}

/** The steps that restart together with a paused step. */
function restartedBy({ plan, steps: states }: Operation, by: PlanStep, steps: Steps) {
  const state = states[by.id];
  if (state?.is !== 'held' && state?.is !== 'failed') return { by, own: [] };
  const kinds = steps.open(by)?.restarts(state.reason) ?? [];
  return { by, own: plan.content.steps.filter((step) => kinds.includes(step.kind)) };
}

function each<T>(ids: readonly string[], make: (id: string) => T): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [id, make(id)]));
}
