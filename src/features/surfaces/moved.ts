import { hasOnlyLooked, type Operation } from '../../domain/operation.ts';
import type { StepState } from '../../domain/step.ts';
import { STEPS } from '../steps.ts';
import { surface } from './marks.ts';

/** Whether the operation has changed something for customers, or may have. */
export function mayHaveMoved({ plan, steps }: Operation): boolean {
  return plan.content.steps.some(
    (step) => surface.in(STEPS.traitsOf(step).marks)?.does === 'moves' && mayHaveRun(steps[step.id]),
  );
}

/** A step that a foreign write blocked, or that was refused, has not written. */
function mayHaveRun(state: StepState | undefined): boolean {
  if (state === undefined || state.is === 'waiting') return false;
  if (state.is === 'held' || state.is === 'failed')
    return ['bytes-differ', 'cannot-tell', 'deadline'].includes(state.reason.code);
  return !hasOnlyLooked(state);
}
