import { isHandedOver, type Operation } from '../domain/operation.ts';
import type { PlanStep, StepState } from '../domain/step.ts';
import type { Steps } from './steps.ts';

/**
 * Steps that can run now: waiting, started or manual, and every earlier step has come far enough. In the plan's
 * order.
 */
export function readySteps(operation: Operation, steps: Pick<Steps, 'traitsOf'>): PlanStep[] {
  return operation.plan.content.steps.filter((step) => isReady(operation, step, steps));
}

/** Whether the step can run now. */
export function isReady(
  { steps: states }: Operation,
  step: PlanStep,
  steps: Pick<Steps, 'traitsOf'>,
): boolean {
  const state = states[step.id];
  const stopped = (state?.is === 'held' || state?.is === 'failed') && !isHandedOver(state);
  const { startsWhen } = steps.traitsOf(step);
  return state?.is !== 'done' && !stopped && step.after.every((id) => isBehind(states[id], startsWhen));
}

/** A step that starts on an acknowledgement is not done before the earlier step was read back (decision 0010). */
function isBehind(before: StepState | undefined, startsWhen: 'acknowledged' | undefined): boolean {
  const isAnswered = before?.is === 'pending' && before.sent !== null;
  return before?.is === 'done' || (startsWhen === 'acknowledged' && isAnswered);
}
