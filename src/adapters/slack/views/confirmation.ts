import type { ModalView } from '@slack/types';
import type { Confirmation, RollbackChoice } from '../../../domain/message.ts';
import { LIMITS } from '../limits.ts';
import { sections, type Viewing } from '../render/blocks.ts';
import { confirmationBlocks } from '../render/confirmation.ts';
import { rollbackFormBlocks } from '../render/rollback-form.ts';
import { outside, plain } from '../render/text.ts';
import { choiceInput } from './choice.ts';
import { reasonInput } from './reason.ts';
import { modal } from './view.ts';

/** The callback ids of its windows. */
export const CONFIRMATION_VIEW = 'navi.confirm';
export const CHOICE_VIEW = 'navi.choose';

/** The question, its effects, and the reason. Its confirmation does the same as its typed words. */
export function confirmationView(form: Confirmation, channel: string, view: Viewing): ModalView {
  const { words, button, needsReason } = form;
  return {
    ...modal(`⚠ ${form.title}`, [
      ...confirmationBlocks(form, view),
      reasonInput({ label: 'Reason', required: needsReason, filled: form.reason }),
    ]),
    callback_id: CONFIRMATION_VIEW,
    private_metadata: JSON.stringify({ words, button, needsReason, channel: channel.slice(0, 50) }),
    submit: { type: 'plain_text', text: plain(button, LIMITS.modalTitle) },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

/** A running release that has moved nothing: names both choices, and preselects neither. */
export function choiceView(
  { line: releaseLine, version, keeps, stop, rollBack }: RollbackChoice & { rollBack: object },
  channel: string,
  view: Viewing,
): ModalView {
  const reasoned = rollBack.needsReason !== null;
  const has = keeps === null ? 'nothing yet' : `v${keeps}`;
  return {
    ...modal(`⚠ Stop or roll back ${releaseLine}`, [
      ...sections([
        `🚀 *${outside(`v${version}`, 50)}* is being released and has changed nothing for customers, who have *${outside(has, 50)}*.`,
      ]),
      choiceInput('Choose one', [
        { value: 'stop', label: stop.label },
        { value: 'roll-back', label: rollBackLabel(version, rollBack) },
      ]),
      reasonInput({ label: 'Reason', required: false, filled: rollBack.reason }),
      ...confirmationBlocks(stop, view),
      ...rollbackFormBlocks(rollBack, view),
    ]),
    callback_id: CHOICE_VIEW,
    private_metadata: JSON.stringify({
      stop: stop.words,
      rollBack: ['rollback', `v${rollBack.target}`, ...(rollBack.cdnOnly ? ['--cdn-only'] : [])],
      reasoned,
      channel: channel.slice(0, 50),
    }),
    submit: { type: 'plain_text', text: 'Confirm' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function rollBackLabel(version: string, { from, target }: { from: string | null; target: string }): string {
  return `Stop v${version} and roll ${from === null ? 'back' : `v${from} back`} to v${target}`;
}
