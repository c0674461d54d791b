import { randomUUID } from 'node:crypto';
import type { ExpressionBuilder, OnConflictDatabase, OnConflictTables } from 'kysely';
import type { Jobs } from '../../../ports/tables/jobs.ts';
import type { Session } from '../session.ts';
import type { Tables } from '../tables.ts';
import { isFree, longestClaim } from '../worker/claims.ts';

/** Jobs on this transaction; `onPut` wakes workers when it is committed. */
export function createJobs(session: Session, onPut: () => void): Jobs {
  const { trx } = session;
  return {
    async put({ key, kind, subject, priority, dueAt: due_at, payload = null }) {
      await trx
        .insertInto('jobs')
        .values({
          id: randomUUID(),
          key,
          kind,
          subject_kind: subject.kind,
          subject_id: subject.id,
          payload: JSON.stringify(payload),
          lane: priority,
          due_at,
          attempts: 0,
          claims: 0,
        })
        .onConflict((conflict) => conflict.column('key').doUpdateSet((eb) => putAgain(eb, session)))
        .execute();
      onPut();
    },
    async cancel(key) {
      await trx.deleteFrom('jobs').where('key', '=', key).execute();
    },
    async bringForward(until, now) {
      await trx
        .updateTable('jobs')
        .set({ claimed_by: null, claimed_until: null, again_at: null })
        .where('claimed_until', '>', longestClaim(session))
        .execute();
      await trx
        .updateTable('jobs')
        .set({ due_at: now })
        .where('due_at', '>', now)
        .where('due_at', '<=', until)
        .execute();
      onPut();
    },
  };
}

type Both = ExpressionBuilder<OnConflictDatabase<Tables, 'jobs'>, OnConflictTables<'jobs'>>;

/**
 * A waiting job moves to the earlier of both times. A running job is marked as due again (`again_at`), because it may
 * have read older facts than this wake-up. Urgent stays urgent.
 */
function putAgain(eb: Both, session: Session) {
  const isWaiting = isFree(session);
  const isUrgent = eb('jobs.lane', '=', 'urgent');
  const isEarlier = eb('excluded.due_at', '<', eb.ref('jobs.due_at'));
  const again = eb('jobs.again_at', '<', eb.ref('excluded.due_at'));
  const newDue = eb.ref('excluded.due_at');
  const moved = eb.and([isWaiting, isEarlier]);
  return {
    kind: eb.ref('excluded.kind'),
    subject_kind: eb.ref('excluded.subject_kind'),
    subject_id: eb.ref('excluded.subject_id'),
    payload: eb.ref('excluded.payload'),
    lane: eb.case().when(isUrgent).then(eb.ref('jobs.lane')).else(eb.ref('excluded.lane')).end(),
    due_at: eb.case().when(moved).then(newDue).else(eb.ref('jobs.due_at')).end(),
    again_at: eb
      .case()
      .when(isWaiting)
      .then(null)
      .when(again)
      .then(eb.ref('jobs.again_at'))
      .else(newDue)
      .end(),
  };
}
