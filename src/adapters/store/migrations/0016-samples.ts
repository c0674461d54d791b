import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** What was measured. A name has a number, so that it is not in each of many rows. */
export async function createSamplesTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('series')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .execute();
  await db.schema
    .createTable('samples')
    .addColumn('series', 'integer', (column) => column.notNull())
    .addColumn('grain', 'integer', (column) => column.notNull())
    .addColumn('minute', 'integer', (column) => column.notNull())
    .addColumn('minutes', 'integer', (column) => column.notNull())
    .addColumn('covered', 'integer', (column) => column.notNull())
    .addColumn('is_at_least', 'integer', (column) => column.notNull())
    .addColumn('measure', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('samples_key', ['series', 'grain', 'minute'])
    .execute();
}
