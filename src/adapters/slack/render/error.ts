import type { Message } from '../../../domain/message.ts';
import { mrkdwn, type Rendered } from './blocks.ts';
import { code, outside, sentence } from './text.ts';

/** An error of Navi; the reference finds it in the log. */
export function renderError({ text, reference }: Extract<Message, { is: 'fault' }>): Rendered {
  return {
    text: sentence(`Navi failed: ${text} (reference ${reference})`),
    blocks: [
      {
        type: 'section',
        text: mrkdwn(`🛠️ *Navi failed:* ${outside(text, 1500)}\nReference in the log: ${code(reference, 80)}`),
      },
    ],
  };
}
