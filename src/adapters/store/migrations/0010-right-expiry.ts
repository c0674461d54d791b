import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** When the credential behind a right ends, where that is known. */
export async function addRightExpiry(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('rights').addColumn('expires_at', 'text').execute();
}
