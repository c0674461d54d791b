import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** What the journal said of the state at the last check; one row, `id` 1. */
export async function createCheckpointTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('record_checkpoint')
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute();
}
