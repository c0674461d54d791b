import type { Schedules } from '../../../ports/tables/jobs.ts';
import type { Session } from '../session.ts';

/** Up to when each schedule was processed, on this transaction. */
export function createSchedules({ trx, rowLocks }: Session): Schedules {
  return {
    async last(name) {
      const row = await trx
        .selectFrom('schedules')
        .select('last_at')
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.last_at ?? null;
    },
    async lock(name) {
      await trx
        .insertInto('schedules')
        .values({ name, last_at: null })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const row = trx.selectFrom('schedules').select('last_at').where('name', '=', name);
      return (await (rowLocks ? row.forUpdate() : row).executeTakeFirst())?.last_at ?? null;
    },
    async save(name, lastAt) {
      await trx.updateTable('schedules').set({ last_at: lastAt }).where('name', '=', name).execute();
    },
  };
}
