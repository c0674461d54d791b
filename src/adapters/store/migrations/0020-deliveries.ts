import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Slack's deliveries that were carried out. */
export async function createDeliveriesTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('taken_at', 'text', (column) => column.notNull())
    .execute();
}
