import type { ExpressionBuilder, Kysely } from 'kysely';
import { z } from 'zod';
import type { JournalKey } from '../../../domain/journal.ts';
import { canonical, type Json } from '../../../domain/json.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { About, Outbox, OutboxRow } from '../../../ports/tables/outbox.ts';
import { isSealed, sealOf } from '../chain/seal.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { OutboxTable, Tables } from '../tables.ts';
import { createJournal } from './journal.ts';
import { readable } from './readable.ts';

const AboutEnvelope = z.looseObject({ is: z.string() });

/**
 * The outbox on this transaction. A key that is put again also takes the new content: the newest is sent. A row that
 * Navi did not write does not count: it is never delivered, and stands in for no message of Navi.
 */
export function createOutbox(session: Session): Outbox {
  const { trx, rowLocks, journal } = session;
  const rows = trx.selectFrom('outbox').selectAll();
  return {
    put: (row) => put(trx, row, journal.key),
    async get(key) {
      const row = await rows.where('key', '=', key).executeTakeFirst();
      return row && ownRow(session, row);
    },
    async lock(key) {
      const one = rows.where('key', '=', key);
      const row = await (rowLocks ? one.forUpdate() : one).executeTakeFirst();
      return row && ownRow(session, row);
    },
    async pending(subject, most) {
      const undelivered = rows
        .where('subject_kind', '=', subject.kind)
        .where('subject_id', '=', subject.id)
        .where(isUndelivered)
        .orderBy('position')
        .orderBy('key');
      const found = await (most === undefined ? undelivered : undelivered.limit(most)).execute();
      return ownRows(session, found);
    },
    async undelivered(most) {
      const found = await rows.where(isUndelivered).orderBy('since').orderBy('key').limit(most).execute();
      return found.filter((row) => isOwnRow(row, journal.key)).map(fromTable);
    },
    async save(row) {
      const { key, ...changes } = toTable(row, journal.key);
      const saved = await trx.updateTable('outbox').set(changes).where('key', '=', key).executeTakeFirst();
      if (saved.numUpdatedRows !== 1n) throw new RowUnreadable('outbox', key, 'there is no such row');
    },
    async byPost(channel, ts) {
      const row = await rows.where('channel', '=', channel).where('ts', '=', ts).executeTakeFirst();
      return row && ownRow(session, row);
    },
  };
}

/** The same of a row. */
function isWaiting({ state, delivered, wanted }: OutboxTable): boolean {
  return (state !== 'sent' && state !== 'given-up') || delivered < wanted;
}

/** Seals the rows that wait for delivery and were Navi's so far. */
export async function sealWaiting(
  trx: Kysely<Tables>,
  key: JournalKey,
  isOurs: (row: OutboxTable) => boolean,
): Promise<void> {
  const waiting = await trx.selectFrom('outbox').selectAll().where(isUndelivered).execute();
  for (const row of waiting.filter(isOurs))
    await trx
      .updateTable('outbox')
      .set({ seal: sealOf('outbox', said(row), key) })
      .where('key', '=', row.key)
      .execute();
}

function isUndelivered(eb: ExpressionBuilder<Tables, 'outbox'>) {
  return eb.or([eb('state', 'not in', ['sent', 'given-up']), eb('delivered', '<', eb.ref('wanted'))]);
}

async function put(
  trx: Session['trx'],
  { at, ...row }: Parameters<Outbox['put']>[0],
  key: JournalKey,
): Promise<void> {
  await trx
    .insertInto('outbox')
    .values((eb) => ({
      ...toTable({ ...FRESH, ...row, since: at, updatedAt: at }, key),
      position: eb
        .selectFrom('outbox as others')
        .select(({ eb: plus, fn, lit }) => plus(fn.coalesce(fn.max('position'), lit(0)), '+', 1).as('next'))
        .where('subject_kind', '=', row.subject.kind)
        .where('subject_id', '=', row.subject.id),
    }))
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        about: eb.ref('excluded.about'),
        subject_kind: eb.ref('excluded.subject_kind'),
        subject_id: eb.ref('excluded.subject_id'),
        channel: eb.ref('excluded.channel'),
        in_thread: eb.ref('excluded.in_thread'),
        seal: eb.ref('excluded.seal'),
        wanted: eb('outbox.wanted', '+', 1),
      })),
    )
    .execute();
}

const FRESH = { state: 'pending', ts: null, wanted: 1, delivered: 0, attempts: 0, note: null } as const;

function toTable(row: OutboxRow, key: JournalKey): Omit<OutboxTable, 'position'> {
  const columns = {
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
  return { ...columns, seal: sealOf('outbox', said(columns), key) };
}

type Said = Pick<OutboxTable, 'key' | 'subject_kind' | 'subject_id' | 'about' | 'channel' | 'in_thread'>;

/** The content and destination, which are sealed. The delivery state is not. */
function said({ key, subject_kind, subject_id, about, channel, in_thread }: Said) {
  return { key, subject_kind, subject_id, about, channel, in_thread };
}

/** Whether Navi has written the row, with this key. */
export function isOwnRow(row: OutboxTable, key: JournalKey): boolean {
  return isSealed('outbox', { written: said(row), seal: row.seal }, key);
}

/** The row, if Navi has written it. An earlier key or version has sealed what it delivered: the journal says so. */
async function ownRow(session: Session, row: OutboxTable): Promise<OutboxRow | undefined> {
  const isOwn = isOwnRow(row, session.journal.key);
  if (!isOwn && !isWaiting(row) && (await isDelivered(session, row.key)))
    return readable([row], fromTable, session)[0];
  return ownRows(session, [row])[0];
}

async function isDelivered(session: Session, key: string): Promise<boolean> {
  const rows = await createJournal(session, []).of({ kind: 'outbox', id: key });
  return rows.some(({ row, authentic }) => authentic && row.event === 'delivered');
}

/** Those that Navi has written; the log names the others. */
function ownRows({ journal, telemetry }: Session, rows: readonly OutboxTable[]): OutboxRow[] {
  return rows.flatMap((row) => {
    if (isOwnRow(row, journal.key)) return [fromTable(row)];
    telemetry.error('a message that Navi did not write is not sent', new Error('outbox row not sealed'), {
      key: row.key,
    });
    return [];
  });
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
