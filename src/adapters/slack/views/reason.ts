import type { InputBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { asTyped, plain } from '../render/text.ts';

/** The ids of the one input of our modals. */
export const REASON = { block: 'reason', action: 'text' } as const;
/** A reason is journalled and shown on the card, so it must be short. */
const REASON_LENGTH = 1000;

export interface ReasonInput {
  label: string;
  required: boolean;
  /** The initial text; null for none. */
  filled: string | null;
}

/** The input for a reason. Slack itself refuses an empty required one; Navi refuses blanks. */
export function reasonInput({ label, required, filled }: ReasonInput): InputBlock {
  const initial = asTyped(filled ?? '', REASON_LENGTH);
  return {
    type: 'input',
    block_id: REASON.block,
    optional: !required,
    label: { type: 'plain_text', text: label },
    hint: {
      type: 'plain_text',
      text: plain('It is saved in the audit log and shown on the card.', LIMITS.contextText),
    },
    element: {
      type: 'plain_text_input',
      action_id: REASON.action,
      multiline: true,
      focus_on_load: true,
      ...(required && { min_length: 1 }),
      max_length: REASON_LENGTH,
      ...(initial !== '' && { initial_value: initial }),
    },
  };
}
