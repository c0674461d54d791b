import type { Kysely } from 'kysely';
import { type JournalEntry, type JournalRow, macOf } from '../../../domain/journal.ts';
import type { Engine } from '../session.ts';
import type { JournalHeadTable, Tables } from '../tables.ts';
import { type Head, sealedHead, sealerOf } from './head.ts';
import { toTable } from './row.ts';

/**
 * The predecessor of a row when the head is not authentic: no MAC, so the break stays visible for ever. Navi
 * continues, because a rollback must never wait for a damaged record.
 */
const UNSEALED = 'unsealed';

/** What appending rows needs. */
export interface Appending extends Pick<Engine, 'journal' | 'clock' | 'telemetry' | 'rowLocks'> {
  trx: Kysely<Tables>;
}

/**
 * Chains the entries to the head and moves it. It locks the head, so it must be the transaction's last work
 * (otherwise two transactions read the same head and the chain forks).
 */
export async function appendAll(session: Appending, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const { trx, journal } = session;
  const at = session.clock.now().toISOString();
  const rows: JournalRow[] = [];
  let head = await lockHead(session);
  for (const entry of entries) {
    const row = chained(entry, { head, at, session });
    rows.push(row);
    head = { sequence: row.sequence, mac: row.mac };
  }
  await trx.insertInto('journal').values(rows.map(toTable)).execute();
  await trx.updateTable('journal_head').set(sealedHead(journal, head)).where('id', '=', 1).execute();
}

function chained(
  entry: JournalEntry,
  { head, at, session: { journal } }: { head: Head; at: string; session: Appending },
): JournalRow {
  const row = {
    ...entry,
    sequence: head.sequence + 1,
    at,
    configHash: journal.configHash,
    botVersion: journal.botVersion,
    hosts: journal.hosts,
    keyId: journal.key.id,
    previous: head.mac,
  };
  return { ...row, mac: macOf(row, journal.key) };
}

async function lockHead(session: Appending): Promise<Head> {
  const row = (await readHead(session)) ?? (await replaceHead(session));
  const last = await lastSequence(session);
  const sealed = sealerOf(row, session.journal) !== undefined;
  if (sealed && last <= row.sequence) return row;
  session.telemetry.error('the journal and its head disagree', new Error('journal head is not authentic'), {
    sealed,
    head: row.sequence,
    last,
  });
  return { sequence: last, mac: UNSEALED };
}

/** Rows beyond the head are not ours, but a new row must not collide with them. */
async function lastSequence({ trx }: Appending): Promise<number> {
  const newest = trx.selectFrom('journal').select('sequence').orderBy('sequence', 'desc').limit(1);
  return (await newest.executeTakeFirst())?.sequence ?? 0;
}

async function readHead({ trx, rowLocks }: Appending): Promise<JournalHeadTable | undefined> {
  const head = trx.selectFrom('journal_head').selectAll().where('id', '=', 1);
  return (rowLocks ? head.forUpdate() : head).executeTakeFirst();
}

async function replaceHead(session: Appending): Promise<JournalHeadTable> {
  const blank = { id: 1, sequence: 0, mac: UNSEALED, key_id: '', seal: '' };
  await session.trx
    .insertInto('journal_head')
    .values(blank)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readHead(session)) ?? blank;
}
