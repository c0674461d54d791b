import type { Json } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import { cardPause, type Known } from '../engine/save.ts';
import type { OutboxRow } from '../ports/tables/outbox.ts';

/**
 * Lines are collected for this long, so that a thread stays well below Slack's one message a second
 * (docs/services.md, Slack).
 */
const LINES_PAUSE_MS = 2_500;

/** The longest pause before the next attempt. */
export const LONGEST_PAUSE_MS = 60_000;

/** What decides when a row may be sent: the subject's other rows, the number of open operations, and the time now. */
export interface Around {
  rows: readonly OutboxRow[];
  /** Absent for a subject that is not an operation. */
  operation: Operation | undefined;
  open: number;
  now: number;
  known: Known;
}

/**
 * Returns when each row may be sent, as milliseconds: not before a refused or rate-limited attempt allows it; a
 * card's edits with a pause between them; lines when the oldest has waited for others. Lines that were sent as one
 * post are searched as one: found alone, one line would count for the others, which were never posted.
 */
export function dueTimes({ rows, operation, open, now, known }: Around): (row: OutboxRow) => number {
  const together = new Map<string, number>();
  let oldestLine = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const postedAs = postedAsOf(row);
    if (postedAs !== null)
      together.set(postedAs, Math.max(together.get(postedAs) ?? 0, notBeforeOf(row, now)));
    if (isLog(row) && row.state === 'pending') oldestLine = Math.min(oldestLine, passed(row.since, now));
  }
  return (row) => {
    const notBefore = Math.max(notBeforeOf(row, now), together.get(postedAsOf(row) ?? '') ?? 0);
    if (operation !== undefined && row.about.is === 'card' && row.ts !== null && row.state === 'sent')
      return Math.max(
        notBefore,
        passed(row.updatedAt, now) + cardPause(operation, { edited: row.updatedAt, open, known }),
      );
    if (!isLog(row) || row.state !== 'pending') return notBefore;
    return Math.max(notBefore, oldestLine + LINES_PAUSE_MS);
  };
}

/**
 * Milliseconds of a time in the past; a time in the future was written by a clock that was set back since, and counts
 * as long ago.
 */
function passed(at: string, now: number): number {
  const time = Date.parse(at);
  return time > now ? 0 : time;
}

function isLog({ about }: OutboxRow): boolean {
  return about.is === 'line' || about.is === 'seal';
}

/** A time further ahead than any pause was written by a fast clock. */
export function notBeforeOf({ note }: OutboxRow, now: number): number {
  const found = noteField(note, 'notBefore');
  const time = found === null ? 0 : Date.parse(found);
  return time > now + LONGEST_PAUSE_MS ? 0 : time;
}

/** The key of the post with this row; null when it is in none. */
export function postedAsOf({ note }: OutboxRow): string | null {
  return noteField(note, 'postedAs');
}

/** How often Slack has refused it in a row. */
export function triesOf({ note }: OutboxRow): number {
  const found = noted(note, 'tries');
  return typeof found === 'number' ? found : 0;
}

/** Since when (ISO), and why, Slack has refused it; undefined where it did not. */
export function problemOf({ note }: OutboxRow): { since: string; problem: string } | undefined {
  const since = noteField(note, 'since');
  return since === null ? undefined : { since, problem: noteField(note, 'problem') ?? 'unknown problem' };
}

function noteField(note: OutboxRow['note'], name: string): string | null {
  const found = noted(note, name);
  return typeof found === 'string' ? found : null;
}

function noted(note: OutboxRow['note'], name: string): Json | undefined {
  if (note === null || typeof note !== 'object' || Array.isArray(note)) return undefined;
  return Object.entries(note).find(([field]) => field === name)?.[1];
}
