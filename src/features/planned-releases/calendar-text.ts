import type { CalendarEntry } from '../../domain/planned-release.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';

const SIGNS: Readonly<Record<CalendarEntry['state'], string>> = {
  happened: '✓',
  planned: '○',
  due: '○',
  cancelled: '✗',
  overdue: '!',
};

/** The entries for people: overdue ones first, then what is to come, then what happened. Pure. */
export function calendarText(entries: readonly CalendarEntry[], now: string): string {
  const overdue = entries.filter(({ state }) => state === 'overdue');
  const next = entries.filter(
    ({ state, at, until }) => state !== 'overdue' && state !== 'happened' && (until ?? at) >= now,
  );
  const past = entries.filter((one) => !overdue.includes(one) && !next.includes(one)).toReversed();
  const part = (title: string, some: readonly CalendarEntry[]) =>
    some.length === 0 ? [] : [title, ...some.map(lineOf)];
  const parts = [...part('Overdue', overdue), ...part('Next', next), ...part('Past', past)];
  return parts.length === 0 ? 'The calendar is empty.' : parts.join('\n');
}

function lineOf({ state, at, until, title, owner, note }: CalendarEntry): string {
  const when = state === 'overdue' ? `overdue since ${at}` : until === null ? at : `${at} to ${until}`;
  const who = owner === null ? '' : ` · ${owner}`;
  const cancelled = state === 'cancelled' ? ' · cancelled' : '';
  return `${SIGNS[state]} ${when} · ${title}${cancelled}${who}${note === '' ? '' : ` · ${note}`}`;
}

/** The entries as JSON. Its instants have the offset +00:00: a terminal does not rewrite them. Pure. */
export function calendarJson(entries: readonly CalendarEntry[]): string {
  const instant = (at: string) => at.replace(/Z$/, '+00:00');
  return JSON.stringify(
    entries.map(({ at, until, changedAt, note, title, ...one }) => ({
      ...one,
      at: instant(at),
      until: until === null ? null : instant(until),
      changedAt: instant(changedAt),
      title: withOffsets(title),
      note: withOffsets(note),
    })),
    null,
    1,
  );
}

function withOffsets(text: string): string {
  return text.replace(/(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3})Z/g, '$1+00:00');
}

/** RFC 5545, section 3.1: octets in a line without its end. */
const LONGEST_LINE = 75;

/**
 * The entries as a calendar (RFC 5545): stable UIDs, a SEQUENCE that rises with each change, and what is cancelled stays
 * as such. Times are UTC, and the local one stands in the text. Lines end with a line feed, as a terminal shows them. Pure.
 */
export function calendarIcs(
  entries: readonly CalendarEntry[],
  { name, zone }: { name: string; zone: string },
): string {
  const events = entries.flatMap(({ uid, at, until, title, note, owner, state, sequence, changedAt }) => [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}@${escaped(name)}.navi`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${stampOf(changedAt)}`,
    `DTSTART:${stampOf(at)}`,
    `DTEND:${stampOf(until ?? new Date(Date.parse(at) + 30 * 60_000).toISOString())}`,
    `SUMMARY:${escaped(state === 'overdue' ? `Overdue: ${title}` : title)}`,
    `DESCRIPTION:${escaped([wallTimeOf(new Date(at), zone), owner ?? '', note].filter((one) => one !== '').join('\n'))}`,
    `STATUS:${state === 'cancelled' ? 'CANCELLED' : state === 'happened' ? 'CONFIRMED' : 'TENTATIVE'}`,
    'END:VEVENT',
  ]);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Navi//${escaped(name)}//EN`,
    ...events,
    'END:VCALENDAR',
  ];
  return lines.map(folded).join('\n');
}

function stampOf(at: string): string {
  return at.replace(/[-:]|\.\d{3}/g, '');
}

/** Section 3.3.11: text from outside cannot begin a line of its own. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, (found) => `\\${found}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');
}

function folded(line: string): string {
  let [folds, length] = ['', 0];
  for (const letter of line) {
    const octets = Buffer.byteLength(letter);
    if (length + octets > LONGEST_LINE) {
      folds += '\n ';
      length = 1;
    }
    folds += letter;
    length += octets;
  }
  return folds;
}
