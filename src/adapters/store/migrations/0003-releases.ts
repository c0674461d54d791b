import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Releases, locked lines and quarantined versions. */
export async function createReleaseTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('releases')
    .addColumn('version', 'text', (column) => column.primaryKey().notNull())
    .addColumn('release_line', 'text', (column) => column.notNull())
    .addColumn('operation', 'text')
    .addColumn('commit_sha', 'text')
    .addColumn('sha384', 'text')
    .addColumn('packages', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('live_at', 'text')
    .addColumn('verified_at', 'text')
    .addColumn('replaced', 'text')
    .execute();
  await db.schema.createIndex('releases_line').on('releases').column('release_line').execute();
  await createSetAside(db, { table: 'locked_lines', key: 'line' });
  await createSetAside(db, { table: 'quarantined_versions', key: 'version' });
}

async function createSetAside(
  db: Kysely<Tables>,
  { table, key }: { table: string; key: string },
): Promise<void> {
  await db.schema
    .createTable(table)
    .addColumn(key, 'text', (column) => column.primaryKey().notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('by_whom', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('operation', 'text')
    .execute();
}
