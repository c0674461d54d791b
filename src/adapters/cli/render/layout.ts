import type { Paint } from '../paint.ts';

/** How the answer is shown: colours, and the time zone (the machine's own by default). */
export interface Screen {
  paint: Paint;
  timezone?: string | undefined;
}

/** Rows with aligned columns; the last column has any width. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    `${indent}${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')}`.trimEnd(),
  );
}

/** `2026-11-23 13:00`; a text that is not a time is returned unchanged. */
export function time(iso: string, { timezone }: Screen): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const options = { dateStyle: 'short', timeStyle: 'short', timeZone: timezone } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(at);
}

/** `2026-11-23 13:00 UTC`: like `time`, with the zone, for a sentence that may be copied elsewhere. */
export function timeAndZone(iso: string, screen: Screen): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const options = { timeZoneName: 'short', timeZone: screen.timezone } as const;
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(at);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${time(iso, screen)} ${zone}`.trimEnd();
}

/** Joins all lines of a text into one. */
export function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
