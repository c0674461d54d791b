import { decisionIn, GENESIS, type JournalEntry, type JournalRow } from '../../../domain/journal.ts';
import { JOURNAL_KEY, type Subject } from '../../../domain/subject.ts';
import type { Journal } from '../../../ports/tables/journal.ts';
import { checkRows, storedRows } from '../chain/check.ts';
import { readChain } from '../chain/read.ts';
import { ageOf, fromTable, isGenuine } from '../chain/row.ts';
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
      if (newest === undefined) return undefined;
      const row = fromTable(newest);
      return row !== undefined && isGenuine(newest, row, session.journal) ? row.at : undefined;
    },
    async macAt(sequence) {
      const stored = await session.trx
        .selectFrom('journal')
        .selectAll()
        .where('sequence', '=', sequence)
        .executeTakeFirst();
      return stored === undefined ? undefined : fromTable(stored)?.mac;
    },
    read: (after, most) => readChain(session, after, most),
    verify: () => verifyChain(session),
  };
}

async function rowsOf(
  session: Session,
  subject: Subject,
): Promise<{ row: JournalRow; authentic: boolean }[]> {
  const { telemetry } = session;
  const aged = (await storedRows(session, subject)).flatMap((stored) => {
    const row = fromTable(stored);
    if (row !== undefined) return [{ row, age: ageOf(stored, row, session.journal) }];
    telemetry.error('a journal row cannot be read', new Error('journal row unreadable'), {
      sequence: stored.sequence,
    });
    return [];
  });
  const hasFormer = aged.some(({ age }) => age !== undefined && age > 0);
  const retiredAt = hasFormer ? await retirements(session) : () => Number.POSITIVE_INFINITY;
  return aged.map(({ row, age }) => ({ row, authentic: age !== undefined && row.sequence < retiredAt(age) }));
}

/** From which row on a key of this age must not write: a replaced key may have been stolen. */
async function retirements(session: Session): Promise<(age: number) => number> {
  const rotations = (await storedRows(session, JOURNAL_KEY)).flatMap((stored) => {
    const row = fromTable(stored);
    const age = row === undefined ? undefined : ageOf(stored, row, session.journal);
    return row?.event === 'key-rotated' && age !== undefined ? [{ sequence: row.sequence, age }] : [];
  });
  return (age) =>
    Math.min(
      ...rotations.filter((one) => one.age < age).map(({ sequence }) => sequence),
      Number.POSITIVE_INFINITY,
    );
}
