import { createHash } from 'node:crypto';
import type { Subject } from '../../domain/subject.ts';
import type { Session } from '../session.ts';
import type { JournalTable } from '../tables.ts';
import { asColumn, fromTable, isGenuine, kindsOf } from './row.ts';

/** As many digests are kept as some hundred operations have rows. */
const MOST_DIGESTS = 20_000;

/** Which rows about a subject are not as they were written. One that was is told from then on by its digest alone. */
export async function checkRows(
  session: Session,
  subject: Subject,
): Promise<{ rows: number; changed: readonly number[] }> {
  const kept = await session.trx
    .selectFrom('journal')
    .selectAll()
    .where('subject_kind', 'in', kindsOf(subject))
    .where('subject_id', '=', asColumn(subject.id))
    .orderBy('sequence')
    .execute();
  const changed = kept.filter((row) => !isKnown(session, row)).map(({ sequence }) => sequence);
  return { rows: kept.length, changed };
}

function isKnown({ genuine, journal }: Session, kept: JournalTable): boolean {
  const digest = createHash('sha256').update(`${kept.event} ${kept.body}`).digest('base64');
  if (genuine.get(kept.sequence) === digest) return true;
  const row = fromTable(kept);
  if (row === undefined || !isGenuine(kept, row, journal)) return false;
  if (genuine.size >= MOST_DIGESTS) genuine.clear();
  genuine.set(kept.sequence, digest);
  return true;
}
