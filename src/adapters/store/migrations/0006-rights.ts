import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** The tested rights of Navi's accounts, and changes of a surface from outside. */
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
