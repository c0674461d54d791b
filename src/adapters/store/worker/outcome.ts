import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Engine } from '../session.ts';
import type { JobsTable, Tables } from '../tables.ts';
import type { Claimed } from './claims.ts';

/** The first pause after a failure; a wake-up during the handling shortens later ones to this, never to nothing. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Pause before the next attempt, in milliseconds: 1 s, doubled with every failure in a row, at most 60 s. */
function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 16), LONGEST_PAUSE_MS);
}

/** The job is over, unless it was enqueued again while it was running: then it is due at that time. */
export async function finish(engine: Engine, claimed: Claimed): Promise<void> {
  await engine.db
    .deleteFrom('jobs')
    .where((eb) => stillOurs(eb, claimed))
    .where('again_at', 'is', null)
    .execute();
  await engine.db
    .updateTable('jobs')
    .set((eb) => ({ ...FREE, attempts: 0, due_at: eb.fn.coalesce('again_at', 'due_at') }))
    .where((eb) => stillOurs(eb, claimed))
    .execute();
}

/** The job is due again at `at`, or earlier when it was enqueued again meanwhile. */
export async function reschedule(engine: Engine, claimed: Claimed, at: string): Promise<void> {
  await engine.db
    .updateTable('jobs')
    .set((eb) => ({
      ...FREE,
      attempts: 0,
      due_at: eb.case().when('again_at', '<', at).then(eb.ref('again_at').$notNull()).else(at).end(),
    }))
    .where((eb) => stillOurs(eb, claimed))
    .execute();
}

/** The job failed: due again after a growing pause. Returns the pause in milliseconds. */
export async function postpone(engine: Engine, claimed: Claimed): Promise<number> {
  const now = engine.clock.now().getTime();
  const pause = pauseAfter(claimed.job.attempts);
  const grown = new Date(now + pause).toISOString();
  const soon = new Date(now + FIRST_PAUSE_MS).toISOString();
  await engine.db
    .updateTable('jobs')
    .set((eb) => ({
      ...FREE,
      attempts: eb('attempts', '+', 1),
      due_at: eb
        .case()
        .when('again_at', '<=', soon)
        .then(soon)
        .when('again_at', '<', grown)
        .then(eb.ref('again_at').$notNull())
        .else(grown)
        .end(),
    }))
    .where((eb) => stillOurs(eb, claimed))
    .execute();
  return pause;
}

const FREE = { again_at: null, claimed_by: null, claimed_until: null } satisfies Partial<JobsTable>;

function stillOurs(eb: ExpressionBuilder<Tables, 'jobs'>, { job, claim }: Claimed): Expression<SqlBool> {
  return eb.and([eb('id', '=', job.id), eb('claims', '=', claim), eb('claimed_by', 'is not', null)]);
}
