import { hasOnlyLooked, type Operation } from '../../domain/operation.ts';
import type { StepState } from '../../domain/step.ts';
import type { Steps } from '../../engine/steps.ts';
import { surface } from './marks.ts';
import { moveDistTag } from './steps/move-dist-tag.ts';
import { swapPointer } from './steps/swap-pointer.ts';

/** Whether the operation has changed something for customers, or may have. */
export function mayHaveMoved({ plan, steps }: Operation, known: Pick<Steps, 'traitsOf'>): boolean {
  return plan.content.steps.some(
    (step) => surface.in(known.traitsOf(step).marks)?.does === 'moves' && mayHaveRun(steps[step.id]),
  );
}

/** What the steps have moved that are done, in words. */
export function movedIn(operation: Operation): string[] {
  const { plan, steps } = operation;
  const { pointer, version } = plan.content;
  return [
    ...(swapPointer.isDoneIn(operation) ? [`the pointer ${pointer.path} at v${version}`] : []),
    ...moveDistTag
      .in(plan.content.steps)
      .filter(({ id }) => steps[id]?.is === 'done')
      .map(({ params }) => `${params.tag} of ${params.name} at ${params.to}`),
  ];
}

/** A step that was blocked by a foreign write, or refused, has not written. */
function mayHaveRun(state: StepState | undefined): boolean {
  if (state === undefined || state.is === 'waiting') return false;
  if (state.is === 'held' || state.is === 'failed')
    return ['bytes-differ', 'cannot-tell', 'deadline'].includes(state.reason.code);
  return !hasOnlyLooked(state);
}
