import { z } from 'zod';
import { canonical, type Json } from '../../../domain/json.ts';
import { type Health, SOURCE_IDS, type SourceId } from '../../../domain/source-health.ts';
import type { SourceState, SourceStates } from '../../../ports/tables/source-states.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { SourceHealthTable } from '../tables.ts';

const text = z.string();
const Failure = z.discriminatedUnion('is', [
  z.object({ is: z.literal('unauthorized') }),
  z.object({ is: z.literal('forbidden'), right: text }),
  z.object({ is: z.literal('not-found') }),
  z.object({ is: z.literal('rate-limited'), until: text.nullable() }),
  z.object({ is: z.literal('server-error'), status: z.int() }),
  z.object({ is: z.literal('no-answer') }),
  z.object({ is: z.literal('unreadable') }),
  z.object({ is: z.literal('silent'), seenBy: text }),
]);
const HealthText: z.ZodType<Health> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('not-read-yet') }),
  z.object({
    is: z.literal('working'),
    since: text,
    workedAt: text,
    readAt: text,
    misses: z.object({ count: z.int(), since: text, failure: Failure }).nullable(),
  }),
  z.object({
    is: z.literal('broken'),
    since: text,
    workedAt: text.nullable(),
    readAt: text,
    failure: Failure,
  }),
  z.object({
    is: z.literal('not-set-up'),
    workedAt: text.nullable(),
    readAt: text,
    missing: z.object({ is: z.enum(['setting', 'right']), name: text }),
  }),
]);
const Id = z.enum(SOURCE_IDS);
const AnyJson: z.ZodType<Json> = z.json();

/** How the sources are, on this transaction. A foreign health does not count: the next read writes a new one. */
export function createSourceStates({ trx, rowLocks }: Session): SourceStates {
  return {
    async all() {
      const rows = await trx.selectFrom('source_health').selectAll().orderBy('source').execute();
      return rows.flatMap((row) => {
        const source = Id.safeParse(row.source).data;
        return source === undefined ? [] : [fromTable(source, row)];
      });
    },
    async lock(source) {
      await trx
        .insertInto('source_health')
        .values({ source, health: canonical({ is: 'not-read-yet' }), read_to: null, details: null })
        .onConflict((conflict) => conflict.column('source').doNothing())
        .execute();
      const one = trx.selectFrom('source_health').selectAll().where('source', '=', source);
      return fromTable(source, await (rowLocks ? one.forUpdate() : one).executeTakeFirstOrThrow());
    },
    async save({ source, health, readTo, details }) {
      const columns = {
        health: canonical(health),
        read_to: readTo,
        details: details === null ? null : canonical(details),
      };
      await trx
        .insertInto('source_health')
        .values({ source, ...columns })
        .onConflict((conflict) => conflict.column('source').doUpdateSet(columns))
        .execute();
    },
  };
}

function fromTable(source: SourceId, row: SourceHealthTable): SourceState {
  const health = HealthText.safeParse(parseJson(row.health)).data ?? { is: 'not-read-yet' };
  const details = row.details === null ? null : (AnyJson.safeParse(parseJson(row.details)).data ?? null);
  return { source, health, readTo: row.read_to, details };
}
