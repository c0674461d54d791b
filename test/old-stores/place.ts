import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { openPostgresStore } from '../../src/adapters/store/postgres/open.ts';
import type { Store } from '../../src/ports/store.ts';
import type { FakeWorld } from '../harness/fakes/world.ts';
import { answering } from '../harness/store/answering.ts';
import { openStoreIn, STORE_JOURNAL } from '../harness/store/store.ts';
import { readSchema } from './restore.ts';

/** Where an older store's rows are put, and opened by today's code. */
export interface OldPlace {
  store: Store;
  sql(text: string): Promise<Record<string, unknown>[]>;
  /** Waits in real time until the store has answered. */
  answered?(): Promise<void>;
  close(): Promise<void>;
}

/** What the store is opened with: its clock and its log. */
type World = Pick<FakeWorld, 'clock' | 'telemetry'>;

/** Opens rows of commit eec100c (`insert` statements) as a store of this version. */
export type Upgrade = (rows: string, world: World) => Promise<OldPlace>;

export async function inSqlite(rows: string, world: World): Promise<OldPlace> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-old-'));
  const before = new DatabaseSync(join(dir, 'navi.db'));
  before.exec(await readSchema('sqlite'));
  before.exec(`begin; ${rows}; commit`);
  before.close();
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
}

/** In a database of its own on this server. */
export function inPostgres(server: {
  createDatabase(): Promise<{ url: string; drop(): Promise<void> }>;
}): Upgrade {
  return async (rows, { clock, telemetry }) => {
    const { url, drop } = await server.createDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(await readSchema('postgres'));
    await client.query(`set search_path to navi; begin; ${rows}; commit`);
    const opened = await openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL }).catch(
      async (error: unknown) => {
        await client.end();
        await drop();
        throw error;
      },
    );
    const { store, answered } = answering(opened);
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
  };
}
