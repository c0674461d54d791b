import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** A job's input besides its subject, as JSON. Jobs of older versions have none. */
export async function addPayload(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable('jobs')
    .addColumn('payload', 'text', (column) => column.notNull().defaultTo('null'))
    .execute();
}
