import type { Message } from '../../../domain/message.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { mrkdwn, type Rendered, type Viewing } from './blocks.ts';
import { mention, outside, ownText, sentence } from './text.ts';

/** A call for a person: the only message that notifies people by name. */
export function renderAttention(
  message: Extract<Message, { is: 'needs-attention' }>,
  view: Viewing,
): Rendered {
  const { operation, text, asks } = message;
  const named = asks
    .slice(0, 10)
    .map(mention)
    .filter((one) => one !== '')
    .join(' ');
  const { content } = operation.plan;
  const about = OPERATIONS.wordsOf(content).called;
  return {
    text: `${named}${named === '' ? '' : ' '}${sentence(`Action needed for ${about}: ${text}`)}`,
    blocks: [
      {
        type: 'section',
        text: mrkdwn(
          `🔔 *Action needed for ${outside(about, 80)}:* ${ownText(text, 2000, view)}${named === '' ? '' : `\n${named}`}`,
        ),
      },
    ],
  };
}
