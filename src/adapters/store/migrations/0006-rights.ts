import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** What Navi's accounts were found to be allowed, and what was found changed on a surface by somebody else. */
export async function createRightsTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('rights')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('tried_at', 'text')
    .addColumn('worked_at', 'text')
    .execute();
  await db.schema.alterTable('surfaces').addColumn('outside', 'text').execute();
  await db.schema.alterTable('surfaces').addColumn('outside_since', 'text').execute();
}
