import type { OpenHome } from '../../../domain/home.ts';
import type { OpenHomes } from '../../../ports/tables/open-homes.ts';
import type { Session } from '../session.ts';
import type { OpenHomesTable } from '../tables.ts';

const MOST = 50;

/** The open App Homes on this transaction. */
export function createOpenHomes({ trx }: Session): OpenHomes {
  return {
    async save({ account, drawnAt, ...home }) {
      const columns = { ...home, drawn_at: drawnAt };
      await trx
        .insertInto('open_homes')
        .values({ account, ...columns })
        .onConflict((conflict) => conflict.column('account').doUpdateSet(columns))
        .execute();
      const newest = trx.selectFrom('open_homes').select('account').orderBy('until', 'desc').limit(MOST);
      await trx.deleteFrom('open_homes').where('account', 'not in', newest).execute();
    },
    async takeDue({ before, now }) {
      await trx.deleteFrom('open_homes').where('until', '<', now).execute();
      const taken = trx.updateTable('open_homes').set({ drawn_at: now }).where('drawn_at', '<=', before);
      return (await taken.returningAll().execute()).map(fromTable);
    },
    async saveShown(account, shown) {
      await trx.updateTable('open_homes').set({ shown }).where('account', '=', account).execute();
    },
  };
}

function fromTable({ drawn_at, ...home }: OpenHomesTable): OpenHome {
  return { ...home, drawnAt: drawn_at };
}
