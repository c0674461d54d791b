import { z } from 'zod';
import { canonical } from '../../../domain/json.ts';
import type { Live, Surface, SurfaceId } from '../../../domain/surface.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Surfaces } from '../../../ports/tables/operations.ts';
import * as texts from '../guarded/texts.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { SurfacesTable } from '../tables.ts';
import { readable } from './readable.ts';

const LiveEnvelope = z.looseObject({
  version: z.string().nullable(),
  sha384: z.string().optional(),
  generation: z.string().optional(),
  headers: z
    .object({ cacheControl: z.string(), contentType: z.string(), contentEncoding: z.string().nullable() })
    .optional(),
});

const NOTHING: Live = { version: null };

/**
 * Surfaces on this transaction. An unreadable one is left out of the list with a log line. They are taken in the order of ids, so that two operations that take the same do not
 * deadlock.
 */
export function createSurfaces(session: Session): Surfaces {
  const { trx } = session;
  return {
    async all() {
      const rows = await trx.selectFrom('surfaces').selectAll().orderBy('id').execute();
      return readable(rows, fromTable, session);
    },
    async take(ids, operation) {
      const wanted = [...new Set(ids)].sort();
      if (wanted.length === 0) return [];
      const held = (await lockAll(session, wanted)).filter((row) => isHeldByAnother(row, operation));
      if (held.length > 0) return held.map(fromTable);
      await create(session, wanted);
      const raced = (await lockAll(session, wanted)).filter((row) => isHeldByAnother(row, operation));
      if (raced.length > 0) return raced.map(fromTable);
      await trx.updateTable('surfaces').set({ held_by: operation }).where('id', 'in', wanted).execute();
      return [];
    },
    async free(operation) {
      await trx.updateTable('surfaces').set({ held_by: null }).where('held_by', '=', operation).execute();
    },
    async setHolder(id, operation) {
      await trx.updateTable('surfaces').set({ held_by: operation }).where('id', '=', id).execute();
    },
    async setLive(id, live, by) {
      await create(session, [id]);
      const [before] = await lockAll(session, [id]);
      if (before === undefined) throw new RowUnreadable('surfaces', id, 'there is no such row');
      const unmoved = before.moved_by === by.operation && before.live === canonical(live);
      const moved = { live: canonical(live), moved_by: by.operation };
      await trx
        .updateTable('surfaces')
        .set(moved)
        .set(unmoved ? {} : { since: by.at })
        .set(unmoved && by.verifiedAt === null ? {} : { verified_at: by.verifiedAt })
        .where('id', '=', id)
        .execute();
      session.changes.wrote(texts.surface({ ...before, ...moved }), texts.surface(before));
    },
  };
}

async function lockAll({ trx, rowLocks }: Session, ids: readonly SurfaceId[]): Promise<SurfacesTable[]> {
  const rows = trx.selectFrom('surfaces').selectAll().where('id', 'in', ids).orderBy('id');
  return (rowLocks ? rows.forUpdate() : rows).execute();
}

async function create({ trx, clock, changes }: Session, ids: readonly SurfaceId[]): Promise<void> {
  const since = clock.now().toISOString();
  const blank = { live: canonical(NOTHING), since, verified_at: null, moved_by: 'adopted', held_by: null };
  const added = await trx
    .insertInto('surfaces')
    .values(ids.map((id) => ({ id, ...blank })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .execute();
  for (const row of added) changes.wrote(texts.surface(row), undefined);
}

function isHeldByAnother(row: SurfacesTable, operation: string): boolean {
  return row.held_by !== null && row.held_by !== operation;
}

function fromTable(row: SurfacesTable): Surface {
  const live = parseJson(row.live);
  if (!isSurfaceId(row.id)) throw new RowUnreadable('surfaces', row.id, 'its id is not a surface id');
  if (!isLive(live))
    throw new RowUnreadable('surfaces', row.id, 'what is live on it is not as Navi writes it');
  return {
    id: row.id,
    live,
    since: row.since,
    verifiedAt: row.verified_at,
    by: row.moved_by,
    heldBy: row.held_by,
  };
}

function isSurfaceId(id: string): id is SurfaceId {
  return /^(pointer:|npm:.+#)./.test(id);
}

function isLive(value: unknown): value is Live {
  return LiveEnvelope.safeParse(value).success;
}
