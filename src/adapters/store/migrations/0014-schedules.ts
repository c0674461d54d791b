import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Up to when each schedule was processed. */
export async function createSchedulesTable(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('schedules')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('last_at', 'text')
    .execute();
}
