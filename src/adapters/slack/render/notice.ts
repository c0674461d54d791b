import type { Message } from '../../../domain/message.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { SIGNS } from './line.ts';
import { mention, ownText, sentence } from './text.ts';

/** People mentioned in one message at most. */
const MOST_MENTIONS = 10;

/** A message in the channel that belongs to no card; it mentions the people concerned. */
export function renderNotice(
  { text, level, asks }: Extract<Message, { is: 'notice' }>,
  view: Viewing,
): Rendered {
  const { sign, word } = SIGNS[level];
  const named = asks
    .map(mention)
    .filter((one) => one !== '')
    .slice(0, MOST_MENTIONS)
    .join(' ');
  const [first = '', ...rest] = text
    .split('\n')
    .map((line) => ownText(line, 600, view))
    .filter((line) => line !== '');
  return {
    text: `${named}${named === '' ? '' : ' '}${sentence(`${word}${text}`)}`,
    blocks: sections([`${sign} ${word}${first}`, ...linesWithin(rest, 9000, 'lines'), named]),
  };
}
