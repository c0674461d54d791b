import type { JournalKey } from '../../../domain/journal.ts';
import type { Right } from '../../../domain/right.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Rights } from '../../../ports/tables/rights.ts';
import { isSealed, sealOf } from '../chain/seal.ts';
import type { Session } from '../session.ts';
import type { RightsTable } from '../tables.ts';

/**
 * The tested rights of Navi's accounts, on this transaction. A row that Navi did not write does not count: the right
 * is tested again.
 */
export function createRights({ trx, journal }: Session): Rights {
  return {
    async save({ id, triedAt: tried_at, workedAt: worked_at, expiresAt: expires_at = null, ...rest }) {
      const row = { id, ...rest, tried_at, worked_at, expires_at };
      const columns = { ...row, seal: rightSeal(row, journal.key) };
      await trx
        .insertInto('rights')
        .values(columns)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async all() {
      const rows = await trx.selectFrom('rights').selectAll().orderBy('id').execute();
      return rows
        .filter(({ seal, ...written }) => isSealed('rights', { written, seal }, journal.key))
        .map(asRight);
    },
  };
}

export function rightSeal(row: Omit<RightsTable, 'seal'>, key: JournalKey): string {
  return sealOf('rights', row, key);
}

function asRight({ id, state, detail, ...times }: RightsTable): Right {
  const { tried_at: triedAt, worked_at: workedAt, expires_at: expiresAt } = times;
  if (state !== 'granted' && state !== 'refused' && state !== 'untried')
    throw new RowUnreadable('rights', id, 'its state is none that Navi writes');
  return { id, state, detail, triedAt, workedAt, ...(expiresAt === null ? {} : { expiresAt }) };
}
