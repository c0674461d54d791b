import type { Mark, Marks } from '../../ports/store.ts';
import { RowUnreadable } from '../errors.ts';
import type { Session } from '../session.ts';
import type { MarksTable } from '../tables.ts';

/** Marks on this transaction. */
export function createMarks({ trx }: Session): Marks {
  return {
    async put({ kind, id, why, by, since }) {
      await trx
        .insertInto('marks')
        .values({ kind, id, why, by_whom: by, since })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doNothing())
        .execute();
    },
    async take(kind, id) {
      const taken = trx.deleteFrom('marks').where('kind', '=', kind).where('id', '=', id).returningAll();
      const row = await taken.executeTakeFirst();
      return row === undefined ? undefined : fromTable(row);
    },
    async all() {
      const rows = await trx.selectFrom('marks').selectAll().orderBy('kind').orderBy('id').execute();
      return rows.map(fromTable);
    },
  };
}

function fromTable({ kind, id, why, by_whom: by, since }: MarksTable): Mark {
  if (kind !== 'locked' && kind !== 'faulty')
    throw new RowUnreadable('marks', `${kind} ${id}`, 'its kind is not one Navi knows');
  return { kind, id, why, by, since };
}
