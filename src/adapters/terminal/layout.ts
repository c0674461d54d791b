import { type Paint, shownLength } from '../../domain/terminal-text.ts';

/** How an answer is drawn: colours, the time zone, and the width where it is known. */
export interface Drawing {
  paint: Paint;
  timezone: string | undefined;
  columns: number | undefined;
}

/** Rows with aligned columns; the last column has any width. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    `${indent}${row.map((cell, at) => padded(cell, row, widths[at], at)).join('  ')}`.trimEnd(),
  );
}

/** The same, with the last column wrapped to the terminal's width. */
export function wrappedColumns(rows: readonly (readonly string[])[], drawing: Drawing): string[] {
  const widths = widthsOf(rows.map((row) => row.slice(0, -1)));
  const indent = widths.reduce((sum, width) => sum + width + 2, 2);
  const wrapped = rows.map((row) => [...row.slice(0, -1), wrap(row.at(-1) ?? '', indent, drawing)]);
  return columns(wrapped);
}

/** Too narrow a column is worse than a line that the terminal breaks. */
const NARROWEST = 24;

/** Breaks a text between words, so that it fits behind `indent` columns; the following lines are indented. */
export function wrap(text: string, indent: number, { columns: width }: Pick<Drawing, 'columns'>): string {
  const room = (width ?? Number.POSITIVE_INFINITY) - indent;
  if (room < NARROWEST || shownLength(text) <= room) return text;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || shownLength(last) + 1 + shownLength(word) > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, shownLength(cell));
  return widths;
}

function padded(cell: string, row: readonly string[], width = 0, at = 0): string {
  return at === row.length - 1 ? cell : cell + ' '.repeat(Math.max(0, width - shownLength(cell)));
}

/** `2026-11-23 13:00`; a text that is not a time is returned unchanged. */
export function time(iso: string, { timezone }: Pick<Drawing, 'timezone'>): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const options = { dateStyle: 'short', timeStyle: 'short', timeZone: timezone } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(at);
}

/** `2026-11-23 13:00 UTC`: like `time`, with the zone, for a sentence that may be copied elsewhere. */
export function timeAndZone(iso: string, drawing: Pick<Drawing, 'timezone'>): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const options = { timeZoneName: 'short', timeZone: drawing.timezone } as const;
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(at);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${time(iso, drawing)} ${zone}`.trimEnd();
}

/** Joins all lines of a text into one. */
export function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Words after `/navi` in Slack are words after `npx navi` here. */
export function forTerminal(text: string): string {
  return text.replaceAll('/navi ', 'npx navi ');
}
