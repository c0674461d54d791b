import type { UnprovenRollback, UnprovenRollbacks } from '../../../ports/tables/release-lines.ts';
import * as texts from '../guarded/texts.ts';
import type { Session } from '../session.ts';

/** Unproven rollbacks without a confirmation, on this transaction. */
export function createUnproven({ trx, changes }: Session): UnprovenRollbacks {
  return {
    async put(unproven: UnprovenRollback) {
      await trx.insertInto('unproven_rollbacks').values(unproven).execute();
      changes.wrote(texts.unprovenRollback(unproven), undefined);
    },
    async of(releaseLine) {
      return trx
        .selectFrom('unproven_rollbacks')
        .selectAll()
        .where('line', '=', releaseLine)
        .executeTakeFirst();
    },
    async end(releaseLine) {
      const ended = trx.deleteFrom('unproven_rollbacks').where('line', '=', releaseLine);
      for (const row of await ended.returningAll().execute()) changes.removed(texts.unprovenRollback(row));
    },
  };
}
