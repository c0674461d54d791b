import { decisionIn, GENESIS, type JournalEntry, type JournalRow } from '../../domain/journal.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Journal } from '../../ports/store.ts';
import { checkRows } from '../chain/check.ts';
import { readChain } from '../chain/read.ts';
import { asColumn, fromTable, isGenuine, kindsOf } from '../chain/row.ts';
import { verifyChain } from '../chain/verify.ts';
import type { Session } from '../session.ts';

/** The journal on this transaction. Entries wait in `entries` for its end: what is read here is without them. */
export function createJournal(session: Session, entries: JournalEntry[]): Journal {
  return {
    append(entry) {
      entries.push(structuredClone(entry));
    },
    of: (subject) => rowsOf(session, subject),
    check: (subject) => checkRows(session, subject),
    async decisions(operation) {
      const rows = await rowsOf(session, { kind: 'operation', id: operation });
      return rows.filter(({ authentic }) => authentic).flatMap(({ row }) => decisionIn(row) ?? []);
    },
    async head() {
      const row = await session.trx.selectFrom('journal_head').select(['sequence', 'mac']).executeTakeFirst();
      return { rows: row?.sequence ?? 0, mac: row?.mac ?? GENESIS };
    },
    async newestAt() {
      const newest = await session.trx
        .selectFrom('journal')
        .selectAll()
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      return newest && fromTable(newest)?.at;
    },
    async macAt(sequence) {
      const kept = await session.trx
        .selectFrom('journal')
        .selectAll()
        .where('sequence', '=', sequence)
        .executeTakeFirst();
      return kept === undefined ? undefined : fromTable(kept)?.mac;
    },
    read: (after, most) => readChain(session, after, most),
    verify: () => verifyChain(session),
  };
}

async function rowsOf(
  { trx, journal, telemetry }: Session,
  subject: Subject,
): Promise<{ row: JournalRow; authentic: boolean }[]> {
  const kept = await trx
    .selectFrom('journal')
    .selectAll()
    .where('subject_kind', 'in', kindsOf(subject))
    .where('subject_id', '=', asColumn(subject.id))
    .orderBy('sequence')
    .execute();
  return kept.flatMap((each) => {
    const row = fromTable(each);
    if (row !== undefined) return [{ row, authentic: isGenuine(each, row, journal) }];
    telemetry.error('a journal row cannot be read', new Error('journal row unreadable'), {
      sequence: each.sequence,
    });
    return [];
  });
}
