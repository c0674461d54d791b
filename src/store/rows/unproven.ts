import type { UnprovenRollback, UnprovenRollbacks } from '../../ports/store.ts';
import type { Session } from '../session.ts';

/** Rollbacks that nobody proven has confirmed, on this transaction. */
export function createUnproven({ trx }: Session): UnprovenRollbacks {
  return {
    async put(unproven: UnprovenRollback) {
      await trx.insertInto('unproven_rollbacks').values(unproven).execute();
    },
    async of(line) {
      return trx.selectFrom('unproven_rollbacks').selectAll().where('line', '=', line).executeTakeFirst();
    },
    async end(line) {
      await trx.deleteFrom('unproven_rollbacks').where('line', '=', line).execute();
    },
  };
}
