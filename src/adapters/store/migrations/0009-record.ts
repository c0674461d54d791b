import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** When the record was checked last; one row, `id` 1. */
export async function createRecordTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('record_check')
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
}
