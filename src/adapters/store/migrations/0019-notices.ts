import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Notices to customers, and each message of them. */
export async function createNoticesTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('notices')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('drafted_at', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('notice_deliveries')
    .addColumn('notice', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('is_mail', 'integer', (column) => column.notNull())
    .addColumn('not_before', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('notice_deliveries_key', ['notice', 'recipient'])
    .execute();
}
