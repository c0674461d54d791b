import type { AlertCard } from '../../../domain/message.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { buttonsBlock } from './card/actions.ts';
import { mention, outside, ownText, sentence } from './text.ts';

/** People mentioned on one card at most. */
const MOST_MENTIONS = 10;

/** The card of an alert: what is wrong, since when, and what people can do. */
export function renderAlert(alert: AlertCard, view: Viewing): Rendered {
  const { id, revision, isOver, tone = 'alarm', headline, lines, asks, buttons } = alert;
  const named = asks
    .map(mention)
    .filter((one) => one !== '')
    .slice(0, MOST_MENTIONS)
    .join(' ');
  const sign = tone === 'watch' ? '👀' : isOver ? '✅' : '🚨';
  const safe = lines.map((line) => ownText(line, 900, view));
  return {
    text: `${named}${named === '' ? '' : ' '}${sentence(`${isOver || tone === 'watch' ? '' : 'Alert: '}${headline}. ${lines[0] ?? ''}`)}`,
    blocks: [
      ...sections([`${sign} *${outside(headline, 200)}*`, ...linesWithin(safe, 6000, 'lines'), named]),
      ...buttonsBlock(buttons, { subject: { kind: 'alert', id }, revision, block: `${id}.${revision}` }),
    ],
  };
}
