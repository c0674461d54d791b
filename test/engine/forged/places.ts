import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll } from 'vitest';
import { z } from 'zod';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import type { Store } from '../../../src/ports/store.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { createFakeWorld, type FakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { answering } from '../../harness/store/answering.ts';
import type { TestDatabase, TestPostgres } from '../../harness/store/postgres.ts';
import { openStoreIn, STORE_JOURNAL } from '../../harness/store/store.ts';

type Sql = (text: string) => Promise<Record<string, unknown>[]>;

/** Navi over a database to which an attacker writes too, without the journal's key. */
export interface ForgedApp extends AsyncDisposable {
  app: TestApp;
  sql: Sql;
  /** Writes an operation's body as an attacker with the database can. */
  forge(operation: string, change: (body: Body) => void): Promise<void>;
  /** Another process on the same store: it has read nothing of the journal yet. */
  restarted(): TestApp;
}

const BodyFile = z.looseObject({
  steps: z.record(z.string(), z.looseObject({ is: z.string() })),
  state: z.looseObject({ is: z.string() }),
  plan: z.looseObject({ content: z.looseObject({}) }),
});
export type Body = z.infer<typeof BodyFile>;

interface Opened {
  store: Store;
  sql: Sql;
  answered?(): Promise<void>;
  close(): Promise<void>;
}

export type Open = () => Promise<ForgedApp>;

export function onSqlite(): Open {
  return () =>
    forged(async (world) => {
      const dir = await mkdtemp(join(tmpdir(), 'navi-forged-'));
      const store = await openStoreIn(dir, world);
      return {
        store,
        sql: async (text) => {
          const database = new DatabaseSync(join(dir, 'navi.db'), { timeout: 5_000 });
          const found = database.prepare(text).all();
          database.close();
          return found;
        },
        close: async () => {
          await store.close();
          await rm(dir, { recursive: true, force: true });
        },
      };
    });
}

export function onPostgres(server: Pick<TestPostgres, 'createDatabase'>): Open {
  let first: Promise<TestDatabase> | undefined;
  afterAll(async () => (await first)?.drop());
  return () =>
    forged(async ({ clock, telemetry }) => {
      const open = (url: string) => openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
      // To copy the tables takes less time than to make them.
      first ??= server.createDatabase().then(async (database) => {
        await (await open(database.url)).close();
        return database;
      });
      const { url, drop } = await server.createDatabase(await first);
      const { store, answered } = answering(await open(url));
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('set search_path to navi');
      return {
        store,
        answered,
        sql: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
        close: async () => {
          await client.end();
          await store.close();
          await drop();
        },
      };
    });
}

async function forged(open: (world: FakeWorld) => Promise<Opened>): Promise<ForgedApp> {
  const world = createFakeWorld();
  const { store, sql, answered, close } = await open(world);
  const start = () =>
    appOn({
      world,
      store,
      settings: settingsWith({}),
      close,
      ...(answered === undefined ? {} : { answered }),
    });
  return {
    app: start(),
    sql,
    restarted: start,
    forge: async (operation, change) => {
      const [row] = await sql(`select body from operations where id = '${operation}'`);
      const body = BodyFile.parse(JSON.parse(String(row?.['body'])));
      change(body);
      await sql(`update operations set body = ${quoted(JSON.stringify(body))} where id = '${operation}'`);
    },
    [Symbol.asyncDispose]: close,
  };
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
