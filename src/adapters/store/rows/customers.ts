import { sql } from 'kysely';
import type { Customers, SeenContact } from '../../../ports/tables/customers.ts';
import type { Session } from '../session.ts';
import type { CustomerContactsTable } from '../tables.ts';

/** Customers and contacts on this transaction. */
export function createCustomers({ trx, rowLocks }: Session): Customers {
  return {
    async all() {
      const rows = await trx.selectFrom('customers').selectAll().orderBy('id').execute();
      return rows.map(({ id, digest, is_listed }) => ({ id, digest, isListed: is_listed === 1 }));
    },
    async contacts() {
      const rows = await trx.selectFrom('customer_contacts').selectAll().orderBy('id').execute();
      return rows.map(fromTable);
    },
    async contact(id) {
      const row = await trx
        .selectFrom('customer_contacts')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && fromTable(row);
    },
    async lock() {
      if (rowLocks) await sql`lock table ${sql.table('customers')} in share row exclusive mode`.execute(trx);
    },
    async save({ id, digest, isListed }) {
      const columns = { digest, is_listed: isListed ? 1 : 0 };
      await trx
        .insertInto('customers')
        .values({ id, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async saveContact({ id, customer, digest, secret, isListed }) {
      const columns = {
        customer,
        digest,
        salt: secret?.salt ?? null,
        address: secret?.address ?? null,
        is_listed: isListed ? 1 : 0,
      };
      await trx
        .insertInto('customer_contacts')
        .values({ id, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
  };
}

function fromTable({ salt, address, is_listed, ...row }: CustomerContactsTable): SeenContact {
  const secret = salt === null || address === null ? null : { salt, address };
  return { ...row, secret, isListed: is_listed === 1 };
}
