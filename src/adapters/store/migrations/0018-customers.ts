import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** What the customers file has named. A contact's salt and address can be erased; its digest stays. */
export async function createCustomersTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('customers')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('is_listed', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('customer_contacts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('customer', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('salt', 'text')
    .addColumn('address', 'text')
    .addColumn('is_listed', 'integer', (column) => column.notNull())
    .execute();
}
