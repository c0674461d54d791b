import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { z } from 'zod';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import { journalKey } from '../../../src/domain/journal-key.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeTelemetry } from '../fakes/telemetry.ts';
import { JOURNAL, systemClock } from './given.ts';

/** Where a case's Navi keeps its store. */
export type StorePlace = { dir: string } | { url: string };

const State = z.looseObject({
  id: z.string(),
  kind: z.string(),
  state: z.looseObject({ is: z.string() }),
  lease: z.object({ holder: z.string(), epoch: z.number(), until: z.string() }).nullable(),
});
export type SeenOperation = z.infer<typeof State>;
const Row = z.object({ body: z.string() });
const Count = z.object({ waiting: z.coerce.number() });
const There = z.object({ there: z.boolean() });

/** What stands in a store, read from beside while Navi works on it. */
export interface StoreReader {
  operations(): Promise<SeenOperation[]>;
  /** Posts that are still to be delivered. */
  waitingPosts(): Promise<number>;
  /**
   * Lets the time pass that a store shared with others waits for a process before it hands on what that one had in
   * hand. That it takes no longer than it should is shown elsewhere (`processes.test.ts`).
   */
  letLapse(): Promise<void>;
}

export async function waitsForApproval({ operations }: StoreReader): Promise<boolean> {
  return (await operations().catch(() => [])).some(({ state }) => state.is === 'awaiting-approval');
}

export function readStore(place: StorePlace): StoreReader {
  const ask = 'dir' in place ? askSqlite(place.dir) : askPostgres(place.url);
  return {
    operations: async () =>
      (await ask('select body from operations order by requested_at')).map((row) =>
        State.parse(JSON.parse(Row.parse(row).body)),
      ),
    waitingPosts: async () => {
      const [row] = await ask(
        "select count(*) as waiting from outbox where state not in ('sent', 'given-up') or delivered < wanted",
      );
      return Count.parse(row).waiting;
    },
    letLapse: async () => {
      // With a store of its own a process waits for no other; a new store may not have its tables yet.
      if ('dir' in place) return;
      const [tables] = await ask("select to_regclass('operations') is not null as there");
      if (There.parse(tables).there) await ask(LAPSE);
    },
  };
}

const LAPSE = `
  update jobs set claimed_until = '2000-01-01T00:00:00.000Z' where claimed_by is not null;
  update operations set body = jsonb_set(body::jsonb, '{lease,until}', '"2000-01-01T00:00:00.000Z"')::text
    where is_open = 1 and body::jsonb -> 'lease' <> 'null'`;

/** Opens the store itself, which only a dead Navi's can be. */
export function openStore(place: StorePlace, secret: string): Promise<Store> {
  const given = {
    clock: systemClock(),
    telemetry: createFakeTelemetry(),
    journal: { ...JOURNAL, key: journalKey(secret) },
  };
  return 'dir' in place ? openSqliteStore({ ...place, ...given }) : openPostgresStore({ ...place, ...given });
}

function askSqlite(dir: string) {
  return async (sql: string): Promise<unknown[]> => {
    const database = new DatabaseSync(join(dir, 'navi.db'), { readOnly: true, timeout: 200 });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };
}

function askPostgres(url: string) {
  return async (sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    // A server that is restarted ends it, and the question that was asked fails.
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query('set search_path to navi');
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
}
