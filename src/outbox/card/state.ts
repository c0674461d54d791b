import { askedElsewhere, type Operation, type ShownState } from '../../domain/operation.ts';
import type { Operations } from '../../engine/operations.ts';
import { isRest } from '../../engine/rest.ts';
import type { Steps } from '../../engine/steps.ts';

/** An operation's state for people. */
export function shownState(operation: Operation, operations: Operations): ShownState {
  const { state } = operation;
  if (state.is !== 'running') return state.is;
  if (askedElsewhere(operation) !== undefined) return 'asked-elsewhere';
  return operations.traitsOf(operation).isOver?.(operation) === true ? 'rolled-back' : 'running';
}

/** The state of an operation as a full sentence. Plain text. */
export function stateSentence(
  operation: Operation,
  { steps, operations }: { steps: Pick<Steps, 'titleOf'>; operations: Operations },
): string {
  const { state, requester, plan } = operation;
  const { content } = plan;
  const what = operations.wordsOf(content).title;
  switch (state.is) {
    case 'awaiting-approval':
      return isRest(operation)
        ? `The remaining steps of v${content.version} were planned again and need approval.`
        : `${what}, requested by ${requester.name}, needs approval.`;
    case 'running':
      return operations.traitsOf(operation).isOver?.(operation) === true
        ? `${operations.open(operation)?.outcome() ?? what} Navi tidies up.`
        : `${what} is running.`;
    case 'stopped':
      return `${what} is paused at "${stoppedAt(operation, steps)}": action needed.`;
    case 'done':
      return `${what} is done.`;
    case 'rejected':
      return `${what} was rejected by ${state.by}.`;
    case 'retracted':
      return `${what} was withdrawn by ${state.by}.`;
    case 'replaced':
      return `The plan for v${content.version} was replaced by ${state.successor}.`;
    case 'expired':
      return `The plan for v${content.version} has expired.`;
    case 'abandoned':
      return `${what} was cancelled by ${state.by}.`;
    case 'cancelled':
      return `${what} was stopped by ${state.by}.`;
    case 'superseded':
      return `${what} was superseded by ${state.by}.`;
  }
}

/** The title of the step at which an operation is paused. */
export function stoppedAt({ state, plan }: Operation, steps: Pick<Steps, 'titleOf'>): string {
  if (state.is !== 'stopped') return '';
  const step = plan.content.steps.find(({ id }) => id === state.step);
  return step === undefined ? state.step : steps.titleOf(step);
}
