import { checkWords, countWords } from '../../../domain/check.ts';
import type { AnswerCheck } from '../answer.ts';
import type { Paint } from '../paint.ts';
import { columns, flat, type Screen } from './layout.ts';

const COLOURS = { failed: 'red', warning: 'yellow', 'not-set-up': 'cyan', ok: 'green' } as const;

/** A table of the checks, the failed first, and below it what to do about each problem. */
export function doctorText(rows: readonly AnswerCheck[], { paint }: Screen): string {
  const problems = rows.flatMap((row) => (row.is === 'ok' ? [] : ['', ...problemLines(row, paint)]));
  return [
    paint('bold', 'Doctor'),
    ...columns(rows.map((row) => [checkWords(row.is).word, row.name, shortened(flat(row.saw))])),
    ...problems,
    '',
    paint('dim', `${rows.length} checks: ${countWords(rows)}. Nothing was changed.`),
  ].join('\n');
}

function problemLines(row: Exclude<AnswerCheck, { is: 'ok' }>, paint: Paint): string[] {
  return [
    paint(COLOURS[row.is], `${flat(row.title)} (${checkWords(row.is).word})`),
    `  ${flat(row.saw)}`,
    `  why it matters  ${flat(row.why)}`,
    `  next            ${flat(row.next).replaceAll('/navi ', 'npx navi ')}`,
  ];
}

const LONGEST = 120;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
