import { type Kysely, type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { StateKind } from '../../../domain/record-differences.ts';
import type { Texts } from '../../../domain/saved.ts';
import { parseJson } from '../json.ts';
import type { OperationsTable, Tables } from '../tables.ts';
import * as texts from './texts.ts';

const text = z.string();
const orNull = z.string().nullable();
const Aside = { why: text, by_whom: text, since: text, operation: orNull };

/** A table whose rows decide, with the columns that do. */
function table<Columns extends Readonly<Record<string, z.ZodType>>>(
  kind: string,
  of: keyof Tables & string,
  {
    columns,
    guarded,
    where,
  }: {
    columns: Columns;
    guarded(row: z.output<z.ZodObject<Columns>>): texts.Guarded;
    /** A column that is 1 in the rows that decide; absent where all rows decide. */
    where?: string;
  },
) {
  const Row = z.object(columns);
  const names = Object.keys(columns);
  const read = (values: readonly unknown[]) => {
    const row = Row.safeParse(Object.fromEntries(names.map((name, index) => [name, values[index]])));
    // No journal row has such a field, so it differs and is restored.
    return row.success
      ? guarded(row.data)
      : { item: `${kind}:${values[0]}`, fields: { unreadable: JSON.stringify(values) } };
  };
  return {
    kind,
    of,
    names,
    where,
    guarded: read,
  };
}

/** The tables that existed when the journal first had fields (migration 0008). */
export const FIRST_TABLES = [
  table('lock', 'locked_lines', { columns: { line: text, ...Aside }, guarded: texts.lockedLine }),
  table('quarantine', 'quarantined_versions', {
    columns: { version: text, ...Aside },
    guarded: texts.quarantinedVersion,
  }),
  table('surface', 'surfaces', { columns: { id: text, live: text, moved_by: text }, guarded: texts.surface }),
  table('release', 'releases', {
    columns: {
      version: text,
      release_line: text,
      operation: orNull,
      commit_sha: orNull,
      sha384: orNull,
      packages: text,
      state: text,
      live_at: orNull,
      verified_at: orNull,
      replaced: orNull,
    },
    guarded: texts.release,
  }),
  table('token', 'terminal_tokens', {
    columns: { id: text, hash: text, person: text, expires_at: text },
    guarded: texts.terminalToken,
  }),
  table('unproven', 'unproven_rollbacks', {
    columns: { line: text, operation: text, claimed: text },
    guarded: texts.unprovenRollback,
  }),
];

const TABLES = [
  ...FIRST_TABLES,
  table('alert', 'alerts', {
    columns: {
      id: text,
      kind: text,
      subject_kind: text,
      subject_id: text,
      state: text,
      since: text,
      revision: z.number(),
      details: text,
    },
    guarded: texts.alert,
    where: 'is_firing',
  }),
];

/** What an earlier read found: the same text means the same rows. */
export interface ReadBefore {
  tables: Map<string, { text: string; rows: StateKind['rows'] }>;
  operations: Map<string, texts.Guarded>;
}

/** What a store keeps between its transactions. */
export function createReadBefore(): ReadBefore {
  return { tables: new Map(), operations: new Map() };
}

interface Reading {
  trx: Kysely<Tables>;
  /** Whether this is PostgreSQL. */
  rowLocks: boolean;
  readBefore: ReadBefore;
}

/** The rows that decide, and how many rows the journal had at the same moment. */
interface GuardedRows {
  kinds: StateKind[];
  journalRows: number;
}

/**
 * Every row that decides, with its fields, in one statement. Of operations: those that are open, and this one.
 */
export async function readGuarded(
  reading: Reading,
  asked: string | null,
  tables = TABLES,
): Promise<GuardedRows> {
  const { trx, rowLocks, readBefore } = reading;
  const all = tables.map((one) => sql`(${allRows(one, rowLocks)}) as ${sql.id(one.kind)}`);
  const operations = sql`(${openAnd(asked, rowLocks)}) as operation`;
  const { rows } = await sql<
    Record<string, string>
  >`select (select sequence from ${sql.table('journal_head')} where id = 1) as journal, ${sql.join([operations, ...all])}`.execute(
    trx,
  );
  const [found = {}] = rows;
  const bodies = Operations.parse(parseJson(found['operation'] ?? '[]'));
  const guarded = bodies.map(([id, body]) => guardedOperation({ id, body }, readBefore));
  return {
    kinds: [
      { kind: 'operation', rows: byName(guarded) },
      ...tables.map((one) => ({ kind: one.kind, rows: rowsOf(one, found[one.kind] ?? '[]', readBefore) })),
    ],
    journalRows: Number(found['journal'] ?? 0),
  };
}

const Operations = z.array(z.tuple([text, text]));
/** The number of kept operations: a write reads the same bodies again. */
const MOST_KEPT = 16;

/** An operation's deciding fields, computed once for each stored body. */
export function guardedOperation(
  stored: Pick<OperationsTable, 'id' | 'body'>,
  { operations }: ReadBefore,
): texts.Guarded {
  const key = `${stored.id} ${stored.body}`;
  const before = operations.get(key);
  if (before !== undefined) return before;
  if (operations.size >= MOST_KEPT) operations.clear();
  const guarded = texts.operation(stored);
  operations.set(key, guarded);
  return guarded;
}

/** The open operations, and this one, as one text: a list of ids and bodies. */
function openAnd(asked: string | null, isPostgres: boolean): RawBuilder<unknown> {
  const those = sql`from ${sql.table('operations')} where is_open = 1 or id = ${asked}`;
  return isPostgres
    ? sql`select coalesce(json_agg(json_build_array(id, body))::text, '[]') ${those}`
    : sql`select json_group_array(json_array(${inJson('id')}, ${inJson('body')})) ${those}`;
}

/** SQLite stores bytes in a column of any type, which JSON cannot hold. */
function inJson(column: string): RawBuilder<unknown> {
  const ref = sql.ref(column);
  return sql`case typeof(${ref}) when 'blob' then 'bytes ' || hex(${ref}) else ${ref} end`;
}

/** All rows of a table as one text: a list of lists. */
function allRows({ of, names, where }: (typeof TABLES)[number], isPostgres: boolean): RawBuilder<unknown> {
  const columns = sql.join(names.map(isPostgres ? sql.ref : inJson));
  const [key = ''] = names;
  const those = where === undefined ? sql`` : sql` where ${sql.ref(where)} = 1`;
  return isPostgres
    ? sql`select coalesce(json_agg(json_build_array(${columns}) order by ${sql.ref(key)})::text, '[]') from ${sql.table(of)}${those}`
    : sql`select json_group_array(json_array(${columns}) order by ${sql.ref(key)}) from ${sql.table(of)}${those}`;
}

function rowsOf(one: (typeof TABLES)[number], found: string, { tables }: ReadBefore): StateKind['rows'] {
  const before = tables.get(one.kind);
  if (before?.text === found) return before.rows;
  const lists = z.array(z.array(z.unknown())).parse(parseJson(found));
  const rows = byName(lists.map((values) => one.guarded(values)));
  tables.set(one.kind, { text: found, rows });
  return rows;
}

function byName(all: readonly texts.Guarded[]): ReadonlyMap<string, Texts> {
  return new Map(all.map(({ item, fields }) => [item, fields]));
}
