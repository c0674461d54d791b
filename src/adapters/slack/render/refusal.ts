import type { Message } from '../../../domain/message.ts';
import type { Refusal } from '../../../domain/refusal.ts';
import { clearedBy, explain } from '../../../domain/refusals.ts';
import { linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { code, outside, ownText, sentence } from './text.ts';

/** A refusal with all its reasons: what, who can clear it, and what to type or click next. */
export function renderRefusal(
  { refusal, asked }: Extract<Message, { is: 'refusal' }>,
  view: Viewing,
): Rendered {
  const count = refusal.reasons.length;
  const title = `Refused${count === 1 ? '' : ` for ${count} reasons`}`;
  const first = refusal.reasons[0];
  const why = first === undefined ? '' : ` ${explain(first).text}`;
  const of = asked.trim() === '' ? '' : `: ${code(asked, 200)}`;
  return {
    text: sentence(`${title}${asked.trim() === '' ? '' : ` (${asked})`}. Nothing was changed.${why}`),
    blocks: sections([`⛔ *${title}*${of}`, ...linesWithin(reasonLines(refusal, view), 10_500, 'not shown')]),
  };
}

/** Each reason as one line group, so that no group is torn apart. */
function reasonLines(refusal: Refusal, view: Viewing): string[] {
  return refusal.reasons.map((reason) => {
    const { text, next, ...of } = explain(reason);
    const who = clearedBy({ ...of, next });
    const clears = who === null ? '' : `\n   Who can clear it: ${outside(who, 200)}`;
    return `\n• *${ownText(text, 600, view)}*${clears}\n   Next: ${ownText(next, 400, view)}`;
  });
}
