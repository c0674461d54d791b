import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** How each source of what is measured is. */
export async function createSourceHealthTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('source_health')
    .addColumn('source', 'text', (column) => column.primaryKey().notNull())
    .addColumn('health', 'text', (column) => column.notNull())
    .addColumn('read_to', 'text')
    .addColumn('details', 'text')
    .execute();
}
