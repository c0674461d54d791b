import { isComplete, type Operation } from '../domain/operation.ts';
import type { PlanStep, StepState } from '../domain/step.ts';

/** The operation's state, derived from its steps: it resumes by itself when a manual step is done. */
export function settle(operation: Operation, step: PlanStep, at: string): Operation {
  const own = operation.steps[step.id];
  if (own?.is === 'held' || own?.is === 'failed') return stoppedAt(operation, { step: step.id, own, at });
  const { state, steps, plan } = operation;
  if (isComplete(operation)) return { ...operation, state: { is: 'done', at }, finishedAt: at };
  if (state.is !== 'stopped' || steps[state.step]?.is !== 'done') return operation;
  for (const { id } of plan.content.steps) {
    const other = steps[id];
    if (other?.is === 'held' || other?.is === 'failed')
      return stoppedAt(operation, { step: id, own: other, at });
  }
  return { ...operation, state: { is: 'running', since: at } };
}

interface Stopped {
  step: string;
  own: Extract<StepState, { is: 'held' | 'failed' }>;
  at: string;
}

function stoppedAt(operation: Operation, { step, own, at }: Stopped): Operation {
  const { is: how, reason: trouble, choices } = own;
  return { ...operation, state: { is: 'stopped', since: at, step, how, trouble, choices } };
}
