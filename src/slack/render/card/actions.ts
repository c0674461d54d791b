import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import { confirmQuestion, endUnconfirmedQuestion } from '../../../domain/confirmation.ts';
import type { Card, CardAction } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { cancelQuestion } from '../../../features/release/cancel.ts';
import { LIMITS } from '../../limits.ts';
import { subjectOf } from '../subject.ts';
import { plain } from '../text.ts';

/** How each action's element is named on the wire. */
export function actionId(action: CardAction): string {
  return `navi.${action}`;
}

/** All a button carries: what it is about, never what to do about it. */
function buttonValue(operation: string, revision: number): string {
  return JSON.stringify({ o: operation.slice(0, 64), r: revision });
}

interface Look {
  label: string;
  /** Completed by what the operation does, for screen readers. */
  says: string;
  style?: 'primary' | 'danger';
  /** What is asked first. */
  confirm?: (operation: Operation) => { title: string; text: string; yes: string };
}

const LOOKS: Record<CardAction, Look> = {
  approve: { label: 'Approve', says: 'Approve the', style: 'primary' },
  reject: { label: 'Reject', says: 'Reject the', style: 'danger' },
  details: { label: 'Details', says: 'Details: show the whole plan of the' },
  retract: { label: 'Withdraw', says: 'Withdraw the request for the' },
  retry: { label: 'Retry', says: 'Retry the paused step of the', style: 'primary' },
  replan: { label: 'Re-plan remaining steps', says: 'Re-plan remaining steps of the', style: 'primary' },
  abandon: { label: 'Cancel', says: 'Cancel the', style: 'danger', confirm: cancelQuestion },
  stop: { label: 'Stop release', says: 'Stop release: stop the', style: 'danger' },
  'plan-again': { label: 'Plan again', says: 'Plan again: make a new plan for the', style: 'primary' },
  'roll-back': { label: 'Roll back', says: 'Roll back: show what that does to the', style: 'danger' },
  'post-mortem': { label: 'Post-mortem', says: 'Post-mortem: open the issue of the' },
  'delete-tag': { label: 'Delete tag', says: 'Delete tag: delete the tag of the', style: 'danger' },
  confirm: { label: 'Confirm', says: 'Confirm the', style: 'primary', confirm: confirmQuestion },
  'end-unconfirmed': {
    label: 'End unconfirmed',
    says: 'End unconfirmed the',
    style: 'danger',
    confirm: endUnconfirmedQuestion,
  },
  'customer-note': { label: 'Customer note', says: 'Customer note: draft it for the' },
};

/** The card's buttons, or none. The block's id changes with the revision, so that Slack redraws it (docs/services.md, Slack). */
export function actions({ operation, actions: offered, rollsBack }: Card): ActionsBlock[] {
  if (offered.length === 0) return [];
  const { hash, revision, content } = operation.plan;
  return [
    {
      type: 'actions',
      block_id: `navi.card.${operation.id}.${revision}.${hash.slice(0, 8)}`.slice(0, LIMITS.id),
      elements: [...new Set(offered)].map((action) =>
        button(action, { operation, subject: subjectOf(content), rollsBack }),
      ),
    },
  ];
}

function button(
  action: CardAction,
  { operation, subject, rollsBack }: { operation: Operation; subject: string; rollsBack: string | null },
): Button {
  const { label, says, style, confirm } =
    action === 'roll-back' ? rollBackLook(operation, rollsBack) : LOOKS[action];
  return {
    type: 'button',
    action_id: actionId(action),
    text: { type: 'plain_text', text: label, emoji: false },
    value: buttonValue(operation.id, operation.plan.revision),
    accessibility_label: plain(`${says} ${subject}`, LIMITS.accessibilityLabel),
    ...(style !== undefined && { style }),
    ...(confirm !== undefined && { confirm: dialog(confirm(operation)) }),
  };
}

/** A release that is not live any more rolls back what is, and says so. */
function rollBackLook({ plan }: Operation, rollsBack: string | null): Look {
  const look = LOOKS['roll-back'];
  if (rollsBack === null || rollsBack === plan.content.version) return look;
  const label = `Roll back v${rollsBack}, which is live`;
  return { ...look, label: plain(label, LIMITS.buttonText), says: `${label}; this is the card of the` };
}

function dialog({ title, text, yes }: { title: string; text: string; yes: string }): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: plain(title, LIMITS.confirmTitle) },
    text: { type: 'plain_text', text: plain(text, LIMITS.confirmText) },
    confirm: { type: 'plain_text', text: plain(yes, LIMITS.confirmButton) },
    deny: { type: 'plain_text', text: 'Back' },
    style: 'danger',
  };
}
