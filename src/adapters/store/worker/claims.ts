import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { DueJob, Priority } from '../../../ports/tables/jobs.ts';
import { parseJson } from '../json.ts';
import type { Engine } from '../session.ts';
import type { JobsTable } from '../tables.ts';

/**
 * The default lifetime of a claim without a heartbeat; heartbeats come more than three times as often. A claim is in
 * the machine's time: a moved world ends none.
 */
export const CLAIM_MS = 10_000;

/** No claim ends later than this (ISO, in the machine's time), unless a fast clock or another hand wrote it. */
export function longestClaim({ clock, claimMs }: Pick<Engine, 'clock' | 'claimMs'>): string {
  return new Date(clock.machine().getTime() + 2 * claimMs).toISOString();
}

/** Whether no worker can be running a job: it is unclaimed, or its claim is none that a worker makes. */
export function isFree(of: Pick<Engine, 'clock' | 'claimMs'>): RawBuilder<SqlBool> {
  return sql<SqlBool>`(jobs.claimed_by is null or jobs.claimed_until is null or jobs.claimed_until > ${longestClaim(of)})`;
}

/** A running job. `claim` is valid for one hand-out: after a take-over it can change nothing. */
export interface Claimed {
  job: DueJob;
  claim: number;
}

/** The jobs that a worker requests: of kinds that it knows, in these priorities, except those that it already runs. */
interface Wanted {
  kinds: readonly string[];
  inProgress: readonly string[];
}

/** Takes up to `limit` due jobs of a priority, the longest due first. */
export async function claimDue(
  engine: Engine,
  want: Wanted & { worker: string; priority: Priority; limit: number },
): Promise<Claimed[]> {
  const now = engine.clock.now().toISOString();
  const machineNow = engine.clock.machine();
  const until = new Date(machineNow.getTime() + engine.claimMs).toISOString();
  return engine.db.transaction().execute(async (trx) => {
    let due = trx
      .selectFrom('jobs')
      .selectAll()
      .where('lane', '=', want.priority)
      .where('kind', 'in', want.kinds)
      .where('due_at', '<=', now)
      .where((eb) => eb.or([isFree(engine), eb('claimed_until', '<=', machineNow.toISOString())]))
      .orderBy('due_at')
      .orderBy('id')
      .limit(want.limit);
    if (want.inProgress.length > 0) due = due.where('id', 'not in', want.inProgress);
    const rows = await (engine.rowLocks ? due.forUpdate().skipLocked() : due).execute();
    if (rows.length === 0) return [];
    await trx
      .updateTable('jobs')
      .set((eb) => ({ claims: eb('claims', '+', 1), claimed_by: want.worker, claimed_until: until }))
      .where(
        'id',
        'in',
        rows.map((row) => row.id),
      )
      .execute();
    return rows.map((row) => read(row, want.priority));
  });
}

/** When the next waiting job is due, in the world's time; and when the next claim expires, in the machine's. */
export interface Next {
  dueAt: string | undefined;
  claimEndsAt: string | undefined;
}

export async function nextDue(
  engine: Engine,
  want: Wanted & { priorities: readonly Priority[] },
): Promise<Next> {
  const isWaiting = isFree(engine);
  const due = sql<string | null>`case when ${isWaiting} then due_at end`;
  const claim = sql<string | null>`case when ${isWaiting} then null else claimed_until end`;
  let waiting = engine.db
    .selectFrom('jobs')
    .select((eb) => [eb.fn.min(due).as('due'), eb.fn.min(claim).as('claim')])
    .where('lane', 'in', want.priorities)
    .where('kind', 'in', want.kinds);
  if (want.inProgress.length > 0) waiting = waiting.where('id', 'not in', want.inProgress);
  const found = await waiting.executeTakeFirst();
  return { dueAt: found?.due ?? undefined, claimEndsAt: found?.claim ?? undefined };
}

/** Extends the claims of the worker's jobs. */
export async function extend(engine: Engine, worker: string, ids: readonly string[]): Promise<void> {
  const until = new Date(engine.clock.machine().getTime() + engine.claimMs).toISOString();
  await engine.db
    .updateTable('jobs')
    .set({ claimed_until: until })
    .where('claimed_by', '=', worker)
    .where('id', 'in', ids)
    .execute();
}

/** Due kinds of jobs that this version does not know. */
export async function unknownKinds({ db, clock }: Engine, kinds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('jobs')
    .select('kind')
    .distinct()
    .where('kind', 'not in', kinds)
    .where('due_at', '<=', clock.now().toISOString())
    .orderBy('kind')
    .execute();
  return rows.map(({ kind }) => kind);
}

function read(row: Selectable<JobsTable>, priority: Priority): Claimed {
  const { id, key, kind, attempts } = row;
  const subject = { kind: row.subject_kind, id: row.subject_id };
  const payload = parseJson(row.payload);
  const job = { id, key, kind, subject, payload, priority, dueAt: row.due_at, attempts };
  return { job, claim: row.claims + 1 };
}
