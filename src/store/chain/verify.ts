import { setImmediate } from 'node:timers/promises';
import { GENESIS } from '../../domain/journal.ts';
import type { Journal } from '../../ports/store.ts';
import type { Session } from '../session.ts';
import type { JournalHeadTable, JournalTable } from '../tables.ts';
import { type Head, isSealed } from './head.ts';
import { fromTable, isGenuine } from './row.ts';

/** Rows per read: enough to be quick, few enough to leave the event loop free in between. */
const BATCH = 500;

type Verification = Awaited<ReturnType<Journal['verify']>>;
type Broken = Extract<Verification, { is: 'broken' }>;

/** Reads the chain as it stood when it began, in batches, and compares its end with the head. */
export async function verifyChain(session: Session): Promise<Verification> {
  const { head, last } = await ends(session);
  let reached: Head = { sequence: 0, mac: GENESIS };
  while (reached.sequence < last) {
    const batch = await readBatch(session, { after: reached.sequence, last });
    for (const kept of batch) {
      const next = follow(kept, reached, session);
      if ('is' in next) return next;
      reached = next;
    }
    await setImmediate();
  }
  return compare(head, reached, session);
}

/** One statement, so that head and last row are of the same moment; later appends cannot seem to be damage. */
async function ends({ trx }: Session): Promise<{ head: JournalHeadTable | undefined; last: number }> {
  const found = await trx
    .selectFrom('journal_head')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('journal')
        .select((inner) => inner.fn.max('journal.sequence').as('last'))
        .as('last'),
    )
    .where('id', '=', 1)
    .executeTakeFirst();
  if (found !== undefined) return { head: found, last: found.last ?? 0 };
  const rows = await trx
    .selectFrom('journal')
    .select((eb) => eb.fn.max('sequence').as('last'))
    .executeTakeFirst();
  return { head: undefined, last: rows?.last ?? 0 };
}

function readBatch({ trx }: Session, range: { after: number; last: number }): Promise<JournalTable[]> {
  return trx
    .selectFrom('journal')
    .selectAll()
    .where('sequence', '>', range.after)
    .where('sequence', '<=', range.last)
    .orderBy('sequence')
    .limit(BATCH)
    .execute();
}

function follow(kept: JournalTable, before: Head, { journal }: Session): Head | Broken {
  const expected = before.sequence + 1;
  if (kept.sequence !== expected) return broken(expected, 'this row is missing');
  const row = fromTable(kept);
  if (row === undefined) return broken(expected, 'this row cannot be read');
  if (!isGenuine(kept, row, journal)) return broken(expected, 'this row is not as it was written');
  if (row.previous !== before.mac) return broken(expected, 'this row does not follow the one before it');
  return { sequence: row.sequence, mac: row.mac };
}

function compare(head: JournalHeadTable | undefined, reached: Head, { journal }: Session): Verification {
  if (head === undefined) return broken(reached.sequence, 'the head is missing');
  if (!isSealed(head, journal)) return broken(reached.sequence, 'the head is not as it was written');
  if (reached.sequence < head.sequence)
    return broken(reached.sequence + 1, `this row is missing: the head says ${head.sequence} rows`);
  if (reached.sequence > head.sequence)
    return broken(head.sequence + 1, `this row is too many: the head says ${head.sequence} rows`);
  if (reached.mac !== head.mac) return broken(reached.sequence, 'this row is not the one the head names');
  return { is: 'whole', rows: reached.sequence, head: reached.mac };
}

function broken(sequence: number, problem: string): Broken {
  return { is: 'broken', sequence, problem };
}
