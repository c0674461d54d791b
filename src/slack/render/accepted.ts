import type { Message } from '../../domain/message.ts';
import { mrkdwn, type Rendered } from './blocks.ts';
import { outside, sentence } from './text.ts';

/** What was asked for has been taken up; the card says the rest. */
export function renderAccepted({ text, operation }: Extract<Message, { is: 'accepted' }>): Rendered {
  return {
    text: sentence(text),
    blocks: [{ type: 'section', text: mrkdwn(`✅ ${outside(text, 2500)} _${outside(operation, 60)}_`) }],
  };
}
