import type { AlertCard } from '../../../domain/message.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { mention, outside, sentence, told } from './text.ts';

/** People mentioned on one card at most. */
const MOST_MENTIONS = 10;

/** The card of an alert: what is wrong, since when, and what people can do. */
export function renderAlert({ isOver, headline, lines, asks }: AlertCard, view: Viewing): Rendered {
  const named = asks
    .map(mention)
    .filter((one) => one !== '')
    .slice(0, MOST_MENTIONS)
    .join(' ');
  const sign = isOver ? '✅' : '🚨';
  const told_ = lines.map((line) => told(line, 900, view));
  return {
    text: `${named}${named === '' ? '' : ' '}${sentence(`${isOver ? '' : 'Alert: '}${headline}. ${lines[0] ?? ''}`)}`,
    blocks: sections([`${sign} *${outside(headline, 200)}*`, ...linesWithin(told_, 6000, 'lines'), named]),
  };
}
