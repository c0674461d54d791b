import { askedElsewhere, type Operation } from '../../domain/operation.ts';
import type { ShownState } from '../../domain/state-words.ts';
import type { Steps } from '../../engine/steps.ts';
import { OPERATIONS } from '../operations.ts';
import { isRest } from '../release/rest-plan.ts';
import { isGivenBack } from '../rollback/given-back.ts';

/** An operation's state for people. */
export function shownState(operation: Operation): ShownState {
  const { state } = operation;
  if (state.is !== 'running') return state.is;
  if (askedElsewhere(operation) !== undefined) return 'asked-elsewhere';
  return isGivenBack(operation) ? 'rolled-back' : 'running';
}

/** The state of an operation as a full sentence. Plain text. */
export function stateSentence(operation: Operation, steps: Pick<Steps, 'titleOf'>): string {
  const { state, requester, plan } = operation;
  const { content } = plan;
  const what = OPERATIONS.wordsOf(content).title;
  switch (state.is) {
    case 'awaiting-approval':
      return isRest(operation)
        ? `The remaining steps of v${content.version} were planned again and need approval.`
        : `${what}, requested by ${requester.name}, needs approval.`;
    case 'running':
      return isGivenBack(operation)
        ? `${content.line} is back at v${content.version}. Navi tidies up.`
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
