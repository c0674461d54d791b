import type { Right } from '../../domain/right.ts';
import type { Rights } from '../../ports/store.ts';
import { RowUnreadable } from '../errors.ts';
import type { Session } from '../session.ts';
import type { RightsTable } from '../tables.ts';

/** What Navi's accounts were found to be allowed, on this transaction. */
export function createRights({ trx }: Session): Rights {
  return {
    async save({ id, triedAt: tried_at, workedAt: worked_at, expiresAt: expires_at = null, ...rest }) {
      const columns = { ...rest, tried_at, worked_at, expires_at };
      await trx
        .insertInto('rights')
        .values({ id, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async all() {
      return (await trx.selectFrom('rights').selectAll().orderBy('id').execute()).map(asRight);
    },
  };
}

function asRight({ id, state, detail, ...times }: RightsTable): Right {
  const { tried_at: triedAt, worked_at: workedAt, expires_at: expiresAt } = times;
  if (state !== 'granted' && state !== 'refused' && state !== 'untried')
    throw new RowUnreadable('rights', id, 'its state is none that Navi writes');
  return { id, state, detail, triedAt, workedAt, ...(expiresAt === null ? {} : { expiresAt }) };
}
