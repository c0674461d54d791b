import type { Subject } from '../../../domain/subject.ts';
import type { Session } from '../session.ts';
import type { JournalTable } from '../tables.ts';
import { asColumn, fromTable, isGenuine, kindsOf } from './row.ts';

/** The number of cached rows: those of a few dozen operations, a few megabytes. */
const MOST_KEPT = 3_000;

/** Which rows about a subject were changed. Later a valid row is compared by its text only. */
export async function checkRows(
  session: Session,
  subject: Subject,
): Promise<{ rows: number; changed: readonly number[] }> {
  const stored = await storedRows(session, subject);
  const changed = stored.filter((row) => !isKnown(session, row)).map(({ sequence }) => sequence);
  return { rows: stored.length, changed };
}

/** The stored rows about a subject, in order. */
export function storedRows({ trx }: Session, subject: Subject): Promise<JournalTable[]> {
  return trx
    .selectFrom('journal')
    .selectAll()
    .where('subject_kind', 'in', kindsOf(subject))
    .where('subject_id', '=', asColumn(subject.id))
    .orderBy('sequence')
    .execute();
}

function isKnown({ genuine, journal }: Session, stored: JournalTable): boolean {
  const text = `${stored.event} ${stored.body}`;
  if (genuine.get(stored.sequence) === text) return true;
  const row = fromTable(stored);
  if (row === undefined || !isGenuine(stored, row, journal)) return false;
  if (genuine.size >= MOST_KEPT) genuine.clear();
  genuine.set(stored.sequence, text);
  return true;
}
