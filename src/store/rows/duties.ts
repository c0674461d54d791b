import { randomUUID } from 'node:crypto';
import type { ExpressionBuilder, OnConflictDatabase, OnConflictTables } from 'kysely';
import type { Duties } from '../../ports/store.ts';
import type { Session } from '../session.ts';
import type { Tables } from '../tables.ts';

/** Duties on this transaction; `dueAt` collects the times at which workers have to be woken. */
export function createDuties({ trx }: Session, dueAt: string[]): Duties {
  return {
    async put({ key, kind, subject, lane, dueAt: due_at }) {
      await trx
        .insertInto('duties')
        .values({ id: randomUUID(), key, kind, subject, lane, due_at, attempts: 0, claims: 0 })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(putAgain))
        .execute();
      dueAt.push(due_at);
    },
    async cancel(key) {
      await trx.deleteFrom('duties').where('key', '=', key).execute();
    },
  };
}

type Both = ExpressionBuilder<OnConflictDatabase<Tables, 'duties'>, OnConflictTables<'duties'>>;

/**
 * A waiting duty moves to the earlier of both times. One that somebody is at right now is noted as due again
 * (`again_at`), because what it reads may be older than this wake-up. Urgent stays urgent.
 */
function putAgain(eb: Both) {
  const isWaiting = eb('duties.claimed_by', 'is', null);
  const isUrgent = eb('duties.lane', '=', 'urgent');
  const isEarlier = eb('excluded.due_at', '<', eb.ref('duties.due_at'));
  const again = eb('duties.again_at', '<', eb.ref('excluded.due_at'));
  const newDue = eb.ref('excluded.due_at');
  const moved = eb.and([isWaiting, isEarlier]);
  return {
    kind: eb.ref('excluded.kind'),
    subject: eb.ref('excluded.subject'),
    lane: eb.case().when(isUrgent).then(eb.ref('duties.lane')).else(eb.ref('excluded.lane')).end(),
    due_at: eb.case().when(moved).then(newDue).else(eb.ref('duties.due_at')).end(),
    again_at: eb
      .case()
      .when(isWaiting)
      .then(null)
      .when(again)
      .then(eb.ref('duties.again_at'))
      .else(newDue)
      .end(),
  };
}
