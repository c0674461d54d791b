import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import type { StorePlace } from './place.ts';

/** An empty directory for an embedded store. Statements of the test go around the store, over a connection of their own. */
export async function createSqlitePlace(): Promise<StorePlace & { dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-store-'));
  return {
    dir,
    open: (given) => openSqliteStore({ dir, ...given }),
    async sql(text) {
      const database = new DatabaseSync(join(dir, 'navi.db'), { timeout: 5_000 });
      try {
        return database.prepare(text).all();
      } finally {
        database.close();
      }
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
