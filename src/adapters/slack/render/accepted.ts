import type { Message } from '../../../domain/message.ts';
import { mrkdwn, type Rendered } from './blocks.ts';
import { code, outside, sentence } from './text.ts';

/** The request was accepted; the card shows the rest. */
export function renderAccepted({ text, operation }: Extract<Message, { is: 'accepted' }>): Rendered {
  return {
    text: sentence(text),
    blocks: [{ type: 'section', text: mrkdwn(`✅ ${outside(text, 2500)} ${code(operation, 60)}`) }],
  };
}
