import type { CardButtons } from '../../domain/decision.ts';
import type { Card } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { shortHash } from '../../domain/plan.ts';
import type { Steps } from '../../engine/steps.ts';
import { OPERATIONS } from '../operations.ts';
import { leftTagSentence } from '../release/left-tag/left-tag.ts';
import { releaseContent } from '../release/plans/release-content.ts';
import { dispatch } from '../release/steps/dispatch.ts';
import { tag } from '../release/steps/tag.ts';
import { isGivenBack } from '../rollback/given-back.ts';
import { lockOf } from '../rollback/lock.ts';
import { rollbackContent } from '../rollback/plans/rollback-content.ts';
import { moveDistTag } from '../surfaces/steps/move-dist-tag.ts';
import { swapPointer } from '../surfaces/steps/swap-pointer.ts';
import { clockOf } from './clock.ts';
import { nextOf } from './next.ts';
import { stateSentence } from './state.ts';
import { rowOf } from './steps.ts';

export interface CardView {
  /** The version that is recorded as live on its line; null for none. */
  live: string | null;
  /** The kinds of steps that this version knows, and the buttons of a card. */
  steps: Steps;
  decisions: CardButtons;
  /** Slack ids of the people who may decide. */
  approvers: readonly string[];
  now: Date;
  /** A rollback's budget by hand, in milliseconds. */
  budgetMs: number;
  /** How long after a rollback its review is due, in milliseconds. */
  reviewAfterMs: number;
}

/**
 * An operation's card. Pure: the same state gives the same card. Plain text, not escaped; instants are ISO, and
 * rendering shows them in the reader's zone.
 */
export function cardOf(operation: Operation, view: CardView): Card {
  const { content } = operation.plan;
  return {
    operation,
    headline: OPERATIONS.open(operation)?.headline ?? OPERATIONS.wordsOf(content).title,
    summary: stateSentence(operation, view.steps),
    steps: content.steps.map((step) => rowOf(operation, step, view.steps)),
    buttons: view.decisions.buttonsFor(operation, view),
    asks: operation.state.is === 'awaiting-approval' ? view.approvers : [],
    outcome:
      [outcomeOf(operation), leftTagSentence(operation)].filter((part) => part !== null).join(' ') || null,
    clock: rollbackContent.is(content) ? clockOf(operation, content, view) : null,
    lock: lockOf(operation),
    next: rollbackContent.is(content) ? nextOf(operation, content, view) : [],
  };
}

function stoppedBy(
  { plan }: Operation,
  { by, reason, successor }: Extract<Operation['state'], { is: 'cancelled' }>,
): string {
  const { from } = plan.content.pointer;
  const keep = from === null ? 'Nothing changed for customers.' : `Customers keep v${from}.`;
  const rest = successor === null ? '' : ` The clean-up is on the card of ${successor}.`;
  return `Stopped by ${by}${reason === null ? '.' : `: ${reason.replace(/[.!?]$/, '')}.`} ${keep}${rest}`;
}

function outcomeOf(operation: Operation): string | null {
  const { state, approvers, plan } = operation;
  const approved = approvers.map((one) => one.name).join(', ');
  // A rollback is confirmed by its requester, whom the card already names.
  const isConfirmed = OPERATIONS.traitsOf(operation).takesBack === true;
  const by = approved === '' || isConfirmed ? '' : `Approved by ${approved} (plan ${shortHash(plan.hash)}). `;
  switch (state.is) {
    case 'awaiting-approval':
      return null;
    case 'running':
      return by.trim();
    case 'stopped':
      return `${by}Paused: ${state.trouble.detail}`;
    case 'superseded':
      return isGivenBack(operation)
        ? `Rolled back: ${plan.content.line} is at v${plan.content.version}. ${state.by} took over what was left.`
        : `${by}Superseded by ${state.by}: its remaining steps will not run.`;
    case 'done':
      return `${by}${OPERATIONS.open(operation)?.outcome() ?? 'Done.'}`;
    case 'rejected':
      return `Rejected by ${state.by}: ${state.reason}`;
    case 'retracted':
      return `Withdrawn by ${state.by}.`;
    case 'replaced':
      return `Replaced by ${state.successor}, requested by ${state.by}.`;
    case 'expired':
      return 'Expired: no decision in time.';
    case 'cancelled':
      return `${by}${stoppedBy(operation, state)}`;
    case 'abandoned':
      return `${by}Cancelled by ${state.by}. ${whatStays(operation)}`;
  }
}

/** What remains of a cancelled release. */
function whatStays(operation: Operation): string {
  const { plan, steps, leftTag } = operation;
  const { content } = plan;
  const isDispatched = (dispatch.stateIn(operation)?.is ?? 'waiting') !== 'waiting';
  const tagged = releaseContent.is(content) && tag.isDoneIn(operation) && leftTag?.is !== 'deleted';
  const stays = [
    ...(tagged ? [`the tag ${content.tag}`] : []),
    ...(isDispatched ? ['what its workflow run published under next or uploaded'] : []),
    ...(swapPointer.isDoneIn(operation)
      ? [`the pointer ${content.pointer.path} at v${content.version}`]
      : []),
    ...moveDistTag
      .in(content.steps)
      .filter(({ id }) => steps[id]?.is === 'done')
      .map(({ params }) => `${params.tag} of ${params.name} at ${params.to}`),
  ];
  return stays.length === 0 ? 'Nothing was changed.' : `What stays: ${stays.join(', ')}.`;
}
