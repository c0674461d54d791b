import { ageWords, type CheckRow, checkWords, countWords } from '../../domain/check.ts';
import type { Message } from '../../domain/message.ts';
import { columns, type Drawing, flat, forTerminal, timeAndZone, wrap } from './layout.ts';

const COLOURS = { failed: 'red', warning: 'yellow', 'not-set-up': 'cyan', ok: 'green' } as const;

/** A table of the checks, the failed first, and below it what to do about each problem. */
export function doctorText(message: Extract<Message, { is: 'doctor' }>, drawing: Drawing): string {
  const { rows, at, ageSeconds } = message;
  const { paint } = drawing;
  const problems = rows.flatMap((row) => (row.is === 'ok' ? [] : ['', ...problemLines(row, drawing)]));
  return [
    paint('bold', 'Doctor'),
    ...columns(rows.map((row) => [checkWords(row.is).word, row.name, shortened(flat(row.saw))])),
    ...problems,
    '',
    paint('dim', `${rows.length} checks: ${countWords(rows)}.`),
    paint('dim', `As of ${timeAndZone(at, drawing)}${ageWords(ageSeconds)}. Nothing was changed.`),
  ].join('\n');
}

function problemLines(row: Exclude<CheckRow, { is: 'ok' }>, drawing: Drawing): string[] {
  return [
    drawing.paint(COLOURS[row.is], `${flat(row.title)} (${checkWords(row.is).word})`),
    `  ${wrap(flat(row.saw), 2, drawing)}`,
    `  why it matters  ${wrap(flat(row.why), 18, drawing)}`,
    `  next            ${flat(forTerminal(row.next))}`,
  ];
}

const LONGEST = 120;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
