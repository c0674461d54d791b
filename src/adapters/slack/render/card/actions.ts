import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import type { CardButton, Question } from '../../../../domain/decision.ts';
import type { Card } from '../../../../domain/message.ts';
import type { Subject } from '../../../../domain/subject.ts';
import { LIMITS } from '../../limits.ts';
import { plain } from '../text.ts';

/** The action id of a decision's button. */
export function actionId(decision: string): string {
  return `navi.${decision}`;
}

/** The subject of a card, and its shown revision. */
interface Shown {
  subject: Subject;
  revision: number;
}

/** The value of a button: its subject, never an order. */
function buttonValue({ subject: { kind, id }, revision: r }: Shown): string {
  const i = id.slice(0, 64);
  return JSON.stringify(kind === 'operation' ? { o: i, r } : { k: kind.slice(0, 40), i, r });
}

/** The card's buttons, or none. The block's id changes with the revision, so that Slack redraws it (docs/services.md, Slack). */
export function actions({ operation: { id, plan }, buttons }: Card): ActionsBlock[] {
  const shown = { subject: { kind: 'operation', id }, revision: plan.revision };
  return buttonsBlock(buttons, { ...shown, block: `${id}.${plan.revision}.${plan.hash.slice(0, 8)}` });
}

/** The buttons of a card of any subject. `block` is one text for one state of the subject. */
export function buttonsBlock(
  buttons: readonly CardButton[],
  { block, ...shown }: Shown & { block: string },
): ActionsBlock[] {
  if (buttons.length === 0) return [];
  return [
    {
      type: 'actions',
      block_id: `navi.card.${block}`.slice(0, LIMITS.id),
      elements: buttons.map((one) => button(one, shown)),
    },
  ];
}

/** A second button for the details, beside what they explain; undefined where the card has none. */
export function detailsButton({ operation: { id, plan }, buttons }: Card, label: string): Button | undefined {
  const details = buttons.find(({ decision }) => decision === 'details');
  if (details === undefined) return undefined;
  const shown = { subject: { kind: 'operation', id }, revision: plan.revision };
  return button({ ...details, label, says: `${label.replace(' ▸', '')}: ${details.says}` }, shown);
}

function button({ decision, label, says, style, confirm }: CardButton, shown: Shown): Button {
  return {
    type: 'button',
    action_id: actionId(decision),
    text: { type: 'plain_text', text: plain(label, LIMITS.buttonText), emoji: false },
    value: buttonValue(shown),
    accessibility_label: plain(says, LIMITS.accessibilityLabel),
    ...(style !== undefined && { style }),
    ...(confirm !== undefined && { confirm: dialog(confirm) }),
  };
}

function dialog({ title, text, yes }: Question): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: plain(title, LIMITS.confirmTitle) },
    text: { type: 'plain_text', text: plain(text, LIMITS.confirmText) },
    confirm: { type: 'plain_text', text: plain(yes, LIMITS.confirmButton) },
    deny: { type: 'plain_text', text: 'Back' },
    style: 'danger',
  };
}
