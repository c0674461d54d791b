import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import { canonical, type Json } from '../../domain/json.ts';
import type { About, Outbox, OutboxRow } from '../../ports/store.ts';
import { RowUnreadable } from '../errors.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { OutboxTable, Tables } from '../tables.ts';

const AboutEnvelope = z.looseObject({ is: z.string() });

/** The outbox on this transaction. A key that is put again also takes the new words: it is the newest that is sent. */
export function createOutbox({ trx, rowLocks }: Session): Outbox {
  const rows = trx.selectFrom('outbox').selectAll();
  return {
    put: (row) => put(trx, row),
    async get(key) {
      const row = await rows.where('key', '=', key).executeTakeFirst();
      return row && fromTable(row);
    },
    async lock(key) {
      const one = rows.where('key', '=', key);
      const row = await (rowLocks ? one.forUpdate() : one).executeTakeFirst();
      return row && fromTable(row);
    },
    async pending(subject, most) {
      const undelivered = rows
        .where('subject_kind', '=', subject.kind)
        .where('subject_id', '=', subject.id)
        .where(isUndelivered)
        .orderBy('position')
        .orderBy('key');
      const found = await (most === undefined ? undelivered : undelivered.limit(most)).execute();
      return found.map(fromTable);
    },
    async undelivered(most) {
      const found = await rows.where(isUndelivered).orderBy('since').orderBy('key').limit(most).execute();
      return found.map(fromTable);
    },
    async save(row) {
      const { key, ...changes } = toTable(row);
      const saved = await trx.updateTable('outbox').set(changes).where('key', '=', key).executeTakeFirst();
      if (saved.numUpdatedRows !== 1n) throw new RowUnreadable('outbox', key, 'there is no such row');
    },
    async byPost(channel, ts) {
      const row = await rows.where('channel', '=', channel).where('ts', '=', ts).executeTakeFirst();
      return row && fromTable(row);
    },
  };
}

function isUndelivered(eb: ExpressionBuilder<Tables, 'outbox'>) {
  return eb.or([eb('state', 'not in', ['sent', 'given-up']), eb('delivered', '<', eb.ref('wanted'))]);
}

async function put(trx: Session['trx'], { at, ...row }: Parameters<Outbox['put']>[0]): Promise<void> {
  await trx
    .insertInto('outbox')
    .values((eb) => ({
      ...toTable({ ...FRESH, ...row, since: at, updatedAt: at }),
      position: eb
        .selectFrom('outbox as others')
        .select(({ eb: plus, fn, lit }) => plus(fn.coalesce(fn.max('position'), lit(0)), '+', 1).as('next'))
        .where('subject_kind', '=', row.subject.kind)
        .where('subject_id', '=', row.subject.id),
    }))
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        about: eb.ref('excluded.about'),
        wanted: eb('outbox.wanted', '+', 1),
      })),
    )
    .execute();
}

const FRESH = { state: 'pending', ts: null, wanted: 1, delivered: 0, attempts: 0, note: null } as const;

function toTable(row: OutboxRow): Omit<OutboxTable, 'position'> {
  return {
    key: row.key,
    subject_kind: row.subject.kind,
    subject_id: row.subject.id,
    about: canonical(row.about),
    channel: row.channel,
    in_thread: row.inThread ? 1 : 0,
    state: row.state,
    ts: row.ts,
    wanted: row.wanted,
    delivered: row.delivered,
    attempts: row.attempts,
    since: row.since,
    updated_at: row.updatedAt,
    note: canonical(row.note),
  };
}

function fromTable(row: OutboxTable): OutboxRow {
  const about = parseJson(row.about);
  const note = parseJson(row.note);
  if (!isAbout(about))
    throw new RowUnreadable('outbox', row.key, 'what it is about is not as Navi writes it');
  return {
    key: row.key,
    subject: { kind: row.subject_kind, id: row.subject_id },
    about,
    channel: row.channel,
    inThread: row.in_thread === 1,
    state: row.state,
    ts: row.ts,
    wanted: row.wanted,
    delivered: row.delivered,
    attempts: row.attempts,
    since: row.since,
    updatedAt: row.updated_at,
    note: isJson(note) ? note : null,
  };
}

function isAbout(value: unknown): value is About {
  return AboutEnvelope.safeParse(value).success;
}

function isJson(value: unknown): value is Json {
  return value !== undefined;
}
