import type { InputBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { plain } from '../render/text.ts';

/** The ids of the one choice of our modals. */
export const CHOICE = { block: 'choice', action: 'which' } as const;

/** A choice of one thing; nothing is preselected. */
export function choiceInput(label: string, options: readonly { value: string; label: string }[]): InputBlock {
  return {
    type: 'input',
    block_id: CHOICE.block,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'radio_buttons',
      action_id: CHOICE.action,
      options: options.map((one) => ({
        value: one.value,
        text: { type: 'plain_text', text: plain(one.label, LIMITS.optionText) },
      })),
    },
  };
}
