import type { OperationRow } from '../../../ports/tables/record.ts';
import type { Session } from '../session.ts';
import * as texts from './texts.ts';

/** Rows per transaction: their plans are long, and all other work on the embedded store waits for it. */
const BATCH = 50;

/** The next operations in the order of their ids. */
export async function readOperations(
  { trx }: Pick<Session, 'trx'>,
  after: string,
): Promise<{ rows: OperationRow[]; next: string | null }> {
  const found = await trx
    .selectFrom('operations')
    .select(['id', 'body', 'is_open'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute();
  // SQLite stores bytes in a column of any type, and sorts them after every text: no such row is Navi's.
  const named = found.filter(({ id }) => typeof id === 'string');
  const rows = named.map(({ id, body, is_open }) => ({
    operation: id,
    isOpen: is_open === 1,
    fields: texts.operation({ id, body }).fields,
  }));
  return { rows, next: named.length < BATCH ? null : (named.at(-1)?.id ?? null) };
}
