import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Locks of release lines and quarantines of versions. */
export async function createMarksTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('marks')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('by_whom', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('marks_key', ['kind', 'id'])
    .execute();
}
