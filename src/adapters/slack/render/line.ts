import type { Message } from '../../../domain/message.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { ownText, sentence } from './text.ts';

type Line = Extract<Message, { is: 'line' }>;

export const SIGNS: Record<Line['level'], { sign: string; word: string }> = {
  info: { sign: 'ℹ️', word: '' },
  good: { sign: '✅', word: '' },
  warn: { sign: '⚠️', word: 'Warning: ' },
  bad: { sign: '❌', word: 'Failed: ' },
};

/** Lines of the thread's log, or a short answer: as many as fit one message. */
export function renderLine({ text, level }: Line, view: Viewing): Rendered {
  const { sign, word } = SIGNS[level];
  const [first = '', ...rest] = text
    .split('\n')
    .map((line) => ownText(line, 600, view))
    .filter((line) => line !== '');
  return {
    text: sentence(`${word}${text}`),
    blocks: sections([`${sign} ${word}${first}`, ...linesWithin(rest, 9000, 'lines')]),
  };
}
