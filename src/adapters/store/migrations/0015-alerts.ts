import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * The monitors' alerts. `surfaces.outside` and `surfaces.outside_since` are no longer used: they stay, so that a
 * process of an older version can run in parallel.
 */
export async function createAlertsTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('alerts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('is_open', 'integer', (column) => column.notNull())
    .addColumn('is_firing', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('looks', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('alerts_open')
    .unique()
    .on('alerts')
    .columns(['kind', 'subject_kind', 'subject_id'])
    .where(sql.ref('is_open'), '=', 1)
    .execute();
}
