import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** The App Homes that people have opened. */
export async function createOpenHomesTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('open_homes')
    .addColumn('account', 'text', (column) => column.primaryKey().notNull())
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('until', 'text', (column) => column.notNull())
    .addColumn('drawn_at', 'text', (column) => column.notNull())
    .addColumn('shown', 'text', (column) => column.notNull())
    .execute();
}
