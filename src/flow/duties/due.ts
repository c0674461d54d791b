import type { Operation } from '../../domain/operation.ts';
import type { OutboxRow } from '../../ports/store.ts';
import { cardPause } from '../keep.ts';

/** Lines gather for this long, so that a thread takes well under Slack's one message a second (facts/slack.md §4). */
const LINES_PAUSE_MS = 2_500;

/** What decides when a row may be sent: what else waits for its subject, and how many operations are open. */
export interface Around {
  rows: readonly OutboxRow[];
  /** Undefined for a message that needs none. */
  operation: Operation | undefined;
  open: number;
}

/**
 * When a row may be sent, as milliseconds: not before a refused or rate-limited attempt said so; a card's edits a
 * pause apart; lines when the oldest of them has waited for company.
 */
export function dueAt(row: OutboxRow, { rows, operation, open }: Around): number {
  const notBefore = Math.max(...triedTogether(row, rows).map(notBeforeOf));
  if (operation !== undefined && row.about.is === 'card' && row.ts !== null && row.state === 'sent')
    return Math.max(
      notBefore,
      Date.parse(row.updatedAt) + cardPause(operation, { edited: row.updatedAt, open }),
    );
  if (!isLog(row) || row.state !== 'pending') return notBefore;
  const lines = rows.filter((one) => isLog(one) && one.state === 'pending');
  return Math.max(notBefore, Math.min(...lines.map((one) => Date.parse(one.since))) + LINES_PAUSE_MS);
}

/** Lines that went out as one post are looked for as one: found without the others, it would count for them unsaid. */
function triedTogether(row: OutboxRow, rows: readonly OutboxRow[]): readonly OutboxRow[] {
  const postedAs = postedAsOf(row);
  return postedAs === null ? [row] : [row, ...rows.filter((one) => postedAsOf(one) === postedAs)];
}

function isLog({ about }: OutboxRow): boolean {
  return about.is === 'line' || about.is === 'seal';
}

function notBeforeOf({ note }: OutboxRow): number {
  const found = noteField(note, 'notBefore');
  return found === null ? 0 : Date.parse(found);
}

/** The key of the post that a row went out with; null when it is in none. */
export function postedAsOf({ note }: OutboxRow): string | null {
  return noteField(note, 'postedAs');
}

function noteField(note: OutboxRow['note'], name: string): string | null {
  if (note === null || typeof note !== 'object' || Array.isArray(note)) return null;
  const found = Object.entries(note).find(([field]) => field === name)?.[1];
  return typeof found === 'string' ? found : null;
}
