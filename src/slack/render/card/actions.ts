import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import type { CardAction } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { LIMITS } from '../../limits.ts';
import { subjectOf } from '../subject.ts';
import { plain } from '../text.ts';

/** How each action's element is named on the wire. */
export function actionId(action: CardAction): string {
  return `navi.${action}`;
}

/** All a button carries: what it is about, never what to do about it (DESIGN §4.3). */
function buttonValue(operation: string, revision: number): string {
  return JSON.stringify({ o: operation.slice(0, 64), r: revision });
}

interface Look {
  label: string;
  /** Completed by what the operation does, for screen readers. */
  says: string;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; yes: string };
}

const LOOKS: Record<CardAction, Look> = {
  approve: { label: 'Approve', says: 'Approve the', style: 'primary' },
  reject: { label: 'Reject', says: 'Reject the', style: 'danger' },
  details: { label: 'Details', says: 'Show the whole plan of the' },
  retract: { label: 'Retract', says: 'Retract the request for the' },
  retry: { label: 'Retry', says: 'Retry the stopped step of the', style: 'primary' },
  replan: { label: 'Re-plan the rest', says: 'Plan again what is left of the', style: 'primary' },
  abandon: {
    label: 'Abandon',
    says: 'Abandon the',
    style: 'danger',
    confirm: {
      title: 'Abandon this operation?',
      text: 'No further step will run. If it has moved the pointer or latest, a rollback gives them back; its card says what stays.',
      yes: 'Abandon',
    },
  },
  'plan-again': { label: 'Plan again', says: 'Make a new plan for the', style: 'primary' },
  'roll-back': { label: 'Roll back', says: 'Show what a rollback would do instead of the', style: 'danger' },
  'post-mortem': { label: 'Post-mortem', says: 'Open the post-mortem issue of the' },
  'customer-note': { label: 'Customer note', says: 'Draft the note to customers about the' },
};

/** The card's buttons, or none. The block's id changes with the revision, so that Slack redraws it (facts/slack.md §3). */
export function actions(operation: Operation, offered: readonly CardAction[]): ActionsBlock[] {
  if (offered.length === 0) return [];
  const { hash, revision, content } = operation.plan;
  return [
    {
      type: 'actions',
      block_id: `navi.card.${operation.id}.${revision}.${hash.slice(0, 8)}`.slice(0, LIMITS.id),
      elements: [...new Set(offered)].map((action) =>
        button(action, { operation, subject: subjectOf(content) }),
      ),
    },
  ];
}

function button(
  action: CardAction,
  { operation, subject }: { operation: Operation; subject: string },
): Button {
  const { label, says, style, confirm } = LOOKS[action];
  return {
    type: 'button',
    action_id: actionId(action),
    text: { type: 'plain_text', text: label, emoji: false },
    value: buttonValue(operation.id, operation.plan.revision),
    accessibility_label: plain(`${says} ${subject}`, LIMITS.accessibilityLabel),
    ...(style !== undefined && { style }),
    ...(confirm !== undefined && { confirm: dialog(confirm) }),
  };
}

function dialog({ title, text, yes }: { title: string; text: string; yes: string }): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: title },
    text: { type: 'plain_text', text },
    confirm: { type: 'plain_text', text: yes },
    deny: { type: 'plain_text', text: 'Back' },
    style: 'danger',
  };
}
