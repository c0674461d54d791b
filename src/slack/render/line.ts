import type { Message } from '../../domain/message.ts';
import { mrkdwn, type Rendered } from './blocks.ts';
import { outside, sentence } from './text.ts';

type Line = Extract<Message, { is: 'line' }>;

const SIGNS: Record<Line['level'], { sign: string; word: string }> = {
  info: { sign: 'ℹ️', word: '' },
  good: { sign: '✅', word: '' },
  warn: { sign: '⚠️', word: 'Warning: ' },
  bad: { sign: '❌', word: 'Failed: ' },
};

/** One line of the thread's log, or a short answer. */
export function renderLine({ text, level }: Line): Rendered {
  const { sign, word } = SIGNS[level];
  const lines = text
    .split('\n')
    .map((line) => outside(line, 600))
    .filter((line) => line !== '');
  return {
    text: sentence(`${word}${text}`),
    blocks: [{ type: 'section', text: mrkdwn(`${sign} ${word}${lines.slice(0, 4).join('\n')}`) }],
  };
}
