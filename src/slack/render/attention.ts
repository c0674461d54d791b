import type { Message } from '../../domain/message.ts';
import { mrkdwn, type Rendered, type Viewing } from './blocks.ts';
import { subjectOf } from './subject.ts';
import { mention, outside, sentence, told } from './text.ts';

/** A call for a person: the only message that notifies by name. */
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
  const about = content.kind !== 'release' ? `The ${subjectOf(content)}` : `v${content.version}`;
  return {
    text: `${named}${named === '' ? '' : ' '}${sentence(`${about} needs attention: ${text}`)}`,
    blocks: [
      {
        type: 'section',
        text: mrkdwn(
          `🔔 *${outside(about, 80)} needs attention:* ${told(text, 2000, view)}${named === '' ? '' : `\n${named}`}`,
        ),
      },
    ],
  };
}
