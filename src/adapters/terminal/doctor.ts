import { ageWords, type CheckRow, checkWords, countWords } from '../../domain/check.ts';
import type { Message } from '../../domain/message.ts';
import { type Drawing, flat, forTerminal, timeAndZone, wrap, wrappedColumns } from './layout.ts';

const COLOURS = { failed: 'red', warning: 'yellow', 'not-set-up': 'cyan', ok: 'green' } as const;

/** A table of the checks, the failed first, and below it what to do about each problem. */
export function doctorText(message: Extract<Message, { is: 'doctor' }>, drawing: Drawing): string {
  const { rows, at, ageSeconds } = message;
  const { paint } = drawing;
  const problems = rows.flatMap((row) => (row.is === 'ok' ? [] : ['', ...problemLines(row, drawing)]));
  return [
    paint('bold', 'Doctor'),
    ...tableLines(rows, drawing),
    ...problems,
    '',
    paint('dim', `${rows.length} checks: ${countWords(rows)}.`),
    paint('dim', `As of ${timeAndZone(at, drawing)}${ageWords(ageSeconds)}. Nothing was changed.`),
  ].join('\n');
}

/** A problem has one line, because all of it is told below; what is well is told here only. */
function tableLines(rows: readonly CheckRow[], drawing: Drawing): string[] {
  const width = (cell: (row: CheckRow) => string) => Math.max(0, ...rows.map((row) => cell(row).length));
  const before = 2 + width((row) => checkWords(row.is).word) + 2 + width(({ name }) => name) + 2;
  const room = drawing.columns === undefined ? LONGEST : Math.max(NARROWEST, drawing.columns - before);
  const saw = (row: CheckRow) => (row.is === 'ok' ? flat(row.saw) : shortened(flat(row.saw), room));
  return wrappedColumns(
    rows.map((row) => [checkWords(row.is).word, row.name, saw(row)]),
    drawing,
  );
}

function problemLines(row: Exclude<CheckRow, { is: 'ok' }>, drawing: Drawing): string[] {
  return [
    drawing.paint(COLOURS[row.is], `${flat(row.title)} (${checkWords(row.is).word})`),
    `  ${wrap(flat(row.saw), 2, drawing)}`,
    `  why it matters  ${wrap(flat(row.why), 18, drawing)}`,
    `  next            ${wrap(flat(forTerminal(row.next)), 18, drawing)}`,
  ];
}

const LONGEST = 120;
const NARROWEST = 24;

function shortened(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
