import type { Duty, Lane } from '../../ports/store.ts';
import { RowUnreadable } from '../errors.ts';
import type { Engine } from '../session.ts';
import type { DutiesTable } from '../tables.ts';

/**
 * How long a claim lasts without a heartbeat, and how often it is extended. A dead worker's duties are taken over
 * after at most `CLAIM_MS` plus the doorbell's longest silence (DESIGN §5: at most 30 s).
 */
const CLAIM_MS = 10_000;
export const HEARTBEAT_MS = 3_000;

/** A duty in somebody's hands. `claim` is good for one hand-out: after a take-over it changes nothing any more. */
export interface Claimed {
  duty: Duty;
  claim: number;
}

/** Every kind and lane of the contract: a new one does not compile until it is here too. */
const KINDS = {
  advance: true,
  expire: true,
  deliver: true,
  adopt: true,
  review: true,
  'end-run': true,
  'late-post': true,
  tick: true,
} satisfies Record<Duty['kind'], true>;
const LANES = { urgent: true, normal: true } satisfies Record<Lane, true>;

/** Takes up to `limit` due duties of a lane, those due longest first, leaving out `inHand`. */
export async function claimDue(
  engine: Engine,
  want: { worker: string; lane: Lane; limit: number; inHand: readonly string[] },
): Promise<Claimed[]> {
  const now = engine.clock.now();
  const until = new Date(now.getTime() + CLAIM_MS).toISOString();
  return engine.db.transaction().execute(async (trx) => {
    let due = trx
      .selectFrom('duties')
      .selectAll()
      .where('lane', '=', want.lane)
      .where('due_at', '<=', now.toISOString())
      .where((eb) => eb.or([eb('claimed_by', 'is', null), eb('claimed_until', '<=', now.toISOString())]))
      .orderBy('due_at')
      .orderBy('id')
      .limit(want.limit);
    if (want.inHand.length > 0) due = due.where('id', 'not in', want.inHand);
    const rows = await (engine.rowLocks ? due.forUpdate().skipLocked() : due).execute();
    if (rows.length === 0) return [];
    await trx
      .updateTable('duties')
      .set((eb) => ({ claims: eb('claims', '+', 1), claimed_by: want.worker, claimed_until: until }))
      .where(
        'id',
        'in',
        rows.map((row) => row.id),
      )
      .execute();
    return rows.flatMap((row) => read(row, engine));
  });
}

/** When the next duty that nobody is at falls due, or the next claim lapses; undefined when there is none. */
export async function nextDue(
  engine: Engine,
  want: { lanes: readonly Lane[]; inHand: readonly string[] },
): Promise<string | undefined> {
  let waiting = engine.db
    .selectFrom('duties')
    .select((eb) => eb.fn.min(eb.fn.coalesce('claimed_until', 'due_at')).as('at'))
    .where('lane', 'in', want.lanes);
  if (want.inHand.length > 0) waiting = waiting.where('id', 'not in', want.inHand);
  return (await waiting.executeTakeFirst())?.at ?? undefined;
}

/** Says that the worker is still at these duties. */
export async function extend(engine: Engine, worker: string, ids: readonly string[]): Promise<void> {
  const until = new Date(engine.clock.now().getTime() + CLAIM_MS).toISOString();
  await engine.db
    .updateTable('duties')
    .set({ claimed_until: until })
    .where('claimed_by', '=', worker)
    .where('id', 'in', ids)
    .execute();
}

/** A row of a kind this version does not know is left to one that does (DESIGN §4.4); its claim keeps it quiet meanwhile. */
function read(row: DutiesTable, engine: Engine): Claimed[] {
  const { id, key, kind, subject, lane, attempts } = row;
  if (isKind(kind) && isLane(lane)) {
    const duty = { id, key, kind, subject, lane, dueAt: row.due_at, attempts };
    return [{ duty, claim: row.claims + 1 }];
  }
  const unknown = new RowUnreadable('duties', id, `kind ${kind} in lane ${lane} is not known`);
  engine.telemetry.error('a duty cannot be read', unknown, { key });
  return [];
}

function isKind(text: string): text is Duty['kind'] {
  return Object.hasOwn(KINDS, text);
}

function isLane(text: string): text is Lane {
  return Object.hasOwn(LANES, text);
}
