import type { CardButtons } from '../../domain/decision.ts';
import type { Card } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { shortHash } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Operations } from '../../engine/operations.ts';
import type { Steps } from '../../engine/steps.ts';
import { shownState, stateSentence } from './state.ts';
import { rowOf } from './steps.ts';

export interface CardView {
  /** The version that is recorded as live on its line; null for none. */
  live: string | null;
  /** The kinds of steps and operations that this version knows, and the buttons of a card. */
  steps: Steps;
  operations: Operations;
  decisions: CardButtons;
  /** Slack ids of the people who may decide. */
  approvers: readonly string[];
  now: Date;
  settings: Settings;
}

/**
 * An operation's card. Pure: the same state gives the same card. Plain text, not escaped; instants are ISO, and
 * rendering shows them in the reader's zone.
 */
export function cardOf(operation: Operation, view: CardView): Card {
  const { content } = operation.plan;
  const open = view.operations.open(operation);
  const parts = open?.card(view) ?? {};
  return {
    operation,
    state: shownState(operation, view.operations),
    headline: open?.headline ?? view.operations.wordsOf(content).title,
    summary: stateSentence(operation, view),
    steps: content.steps.map((step) => rowOf(operation, step, view.steps)),
    buttons: view.decisions.buttonsFor(operation, view),
    asks: operation.state.is === 'awaiting-approval' ? view.approvers : [],
    outcome:
      [outcomeOf(operation, view.operations, parts.stays ?? []), parts.remark ?? null]
        .filter((part) => part !== null)
        .join(' ') || null,
    clock: parts.clock ?? null,
    lock: parts.lock ?? null,
    next: parts.next ?? [],
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

function outcomeOf(operation: Operation, operations: Operations, stays: readonly string[]): string | null {
  const { state, approvers, plan } = operation;
  const { takesBack, isOver } = operations.traitsOf(operation);
  const approved = approvers.map((one) => one.name).join(', ');
  // A rollback is confirmed by its requester, whom the card already names.
  const by =
    approved === '' || takesBack === true ? '' : `Approved by ${approved} (plan ${shortHash(plan.hash)}). `;
  switch (state.is) {
    case 'awaiting-approval':
      return null;
    case 'running':
      return by.trim();
    case 'stopped':
      return `${by}Paused: ${state.trouble.detail}`;
    case 'superseded':
      return isOver?.(operation) === true
        ? `${operations.open(operation)?.outcome() ?? 'Done.'} ${state.by} took over what was left.`
        : `${by}Superseded by ${state.by}: its remaining steps will not run.`;
    case 'done':
      return `${by}${operations.open(operation)?.outcome() ?? 'Done.'}`;
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
      return `${by}Cancelled by ${state.by}. ${whatStays(stays)}`;
  }
}

function whatStays(stays: readonly string[]): string {
  return stays.length === 0 ? 'Nothing was changed.' : `What stays: ${stays.join(', ')}.`;
}
