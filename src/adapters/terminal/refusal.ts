import type { Message } from '../../domain/message.ts';
import { clearedBy, explain } from '../../domain/refusals.ts';
import { type Drawing, flat, forTerminal, wrap } from './layout.ts';

/** All reasons of a refusal, each with who can clear it and the next command. */
export function refusalText(
  { refusal, asked }: Extract<Message, { is: 'refusal' }>,
  drawing: Drawing,
): string {
  const { paint } = drawing;
  const about = asked === '' ? '' : `: ${flat(asked)}`;
  const lines = refusal.reasons.flatMap((reason) => {
    const { text, next, ...of } = explain(reason);
    const who = clearedBy({ ...of, next });
    return [
      '',
      `  ${paint('bold', wrap(flat(text), 2, drawing))}`,
      ...(who === null ? [] : [`    who can clear it  ${flat(who)}`]),
      ...next
        .split('\n')
        .map((line, at) => `    ${at === 0 ? 'next' : '    '}              ${flat(forTerminal(line))}`),
    ];
  });
  return [paint('red', `Refused${about}`), ...lines].join('\n');
}
