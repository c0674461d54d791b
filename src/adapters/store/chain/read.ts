import { createHash } from 'node:crypto';
import type { ChainFlaw, ChainPart, ChainPoint } from '../../../domain/chain.ts';
import type { JournalRow } from '../../../domain/journal.ts';
import { UNNAMED_KEY } from '../../../domain/journal-key.ts';
import { canonical } from '../../../domain/json.ts';
import { type JournalContext, keysNamed } from '../journal-context.ts';
import type { Session } from '../session.ts';
import type { JournalHeadTable, JournalTable } from '../tables.ts';
import { sealerOf } from './head.ts';
import { ageOf, fromTable } from './row.ts';

/** Reads the chain from a point, at most so many rows, and compares its end with the head. */
export async function readChain(session: Session, after: ChainPoint, most: number): Promise<ChainPart> {
  const { head, last } = await ends(session);
  const batch = await readBatch(session, { after: after.rows, last, most });
  const isOtherKey = judgeUnnamed(batch, after, session.journal);
  const rows: JournalRow[] = [];
  const flaws: ChainFlaw[] = [];
  let reached = after;
  for (const stored of batch) {
    const read = follow(stored, reached, { journal: session.journal, isOtherKey });
    reached = read.reached;
    flaws.push(...read.flaws);
    if (read.row !== undefined) rows.push(read.row);
  }
  const isEnd = reached.rows >= last;
  if (isEnd) flaws.push(...headFlaws(head, reached, session.journal));
  return { rows, flaws, reached, isEnd };
}

/** One statement, so that head and last row belong together; later appends cannot look like damage. */
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

function readBatch(
  { trx }: Session,
  range: { after: number; last: number; most: number },
): Promise<JournalTable[]> {
  return trx
    .selectFrom('journal')
    .selectAll()
    .where('sequence', '>', range.after)
    .where('sequence', '<=', range.last)
    .orderBy('sequence')
    .limit(range.most)
    .execute();
}

/** Rows of older versions do not name their key: when no known key matches, it was another one. */
function judgeUnnamed(
  batch: readonly JournalTable[],
  { keyAge }: ChainPoint,
  journal: JournalContext,
): (row: JournalRow) => boolean {
  let isOther: boolean | undefined;
  return ({ keyId }) => {
    if (keyId !== UNNAMED_KEY) return keysNamed(journal, keyId).length === 0;
    isOther ??= keyAge === null && !batch.some((stored) => holdsUnnamed(stored, journal));
    return isOther;
  };
}

function holdsUnnamed(stored: JournalTable, journal: JournalContext): boolean {
  const row = fromTable(stored);
  return row?.keyId === UNNAMED_KEY && ageOf(stored, row, journal) !== undefined;
}

interface Read {
  /** Whether it is unchanged. */
  row?: JournalRow;
  flaws: ChainFlaw[];
  reached: ChainPoint;
}

function follow(
  stored: JournalTable,
  before: ChainPoint,
  { journal, isOtherKey }: { journal: JournalContext; isOtherKey(row: JournalRow): boolean },
): Read {
  const { sequence } = stored;
  const flaws: ChainFlaw[] = [];
  const flaw = (is: ChainFlaw['is'], problem: string) =>
    flaws.push({ is, row: sequence, to: sequence, problem, digest: digestOf(stored) });
  if (sequence > before.rows + 1) flaws.push(missing(before.rows + 1, sequence - 1));
  const row = fromTable(stored);
  if (row === undefined) {
    flaw('unreadable', 'this row cannot be read');
    return { flaws, reached: { ...before, rows: sequence, mac: null } };
  }
  const age = ageOf(stored, row, journal);
  const reached = { ...before, rows: sequence, mac: row.mac };
  if (age === undefined) {
    if (isOtherKey(row)) flaw('other-key', `this row was written with another key (${row.keyId})`);
    else flaw('changed', 'this row is not as it was written');
    return { flaws, reached };
  }
  if (before.keyAge !== null && age > before.keyAge) {
    flaw('retired-key', `this row was written with a key that had been changed before (${row.keyId})`);
    return { flaws, reached };
  }
  if (flaws.length === 0 && before.mac !== null && row.previous !== before.mac)
    flaw('out-of-line', 'this row does not follow the one before it');
  return { row, flaws, reached: { ...reached, keyAge: age } };
}

function missing(row: number, to: number, why = ''): ChainFlaw {
  return { is: 'missing', row, to, problem: `this row is missing${why}`, digest: '' };
}

function digestOf({ sequence, subject_kind, subject_id, event, body }: JournalTable): string {
  const text = canonical([sequence, subject_kind, subject_id, event, body]);
  return createHash('sha256').update(text).digest('hex');
}

function headFlaws(
  head: JournalHeadTable | undefined,
  { rows, mac }: ChainPoint,
  journal: JournalContext,
): ChainFlaw[] {
  const flaw = (is: ChainFlaw['is'], row: number, problem: string): ChainFlaw[] => [
    { is, row, to: Math.max(row, rows), problem, digest: '' },
  ];
  if (head === undefined) return flaw('head', rows, 'the head is missing');
  if (sealerOf(head, journal) === undefined) {
    if (keysNamed(journal, head.key_id).length === 0)
      return flaw('head', rows, `the head was written with another key (${head.key_id})`);
    return flaw('head', rows, 'the head is not as it was written');
  }
  const says = `the head says ${head.sequence} rows`;
  if (rows < head.sequence) return [missing(rows + 1, head.sequence, `: ${says}`)];
  if (rows > head.sequence) return flaw('too-many', head.sequence + 1, `this row is too many: ${says}`);
  return head.mac === mac ? [] : flaw('head', rows, 'this row is not the one the head names');
}
