import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalContext } from '../../../src/adapters/store/journal-context.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import { journalKey } from '../../../src/domain/journal-key.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Telemetry } from '../../../src/ports/telemetry.ts';

/** The journal of these stores: its key is no secret. */
export const STORE_JOURNAL: JournalContext = {
  key: journalKey('a-key-for-tests-only'),
  configHash: 'c0ffee',
  botVersion: 'test',
  hosts: [],
};

interface Opening {
  clock: Clock;
  telemetry: Telemetry;
}

/** An empty store of this process: to copy its tables takes less time than to make them, which each test would do. */
let first: Promise<string> | undefined;

/** The embedded store in this folder, with a journal key of its own. */
export async function openStoreIn(dir: string, opening: Opening): Promise<Store> {
  const file = join(dir, 'navi.db');
  if (!existsSync(file)) {
    first ??= makeFirst(opening);
    await mkdir(dir, { recursive: true });
    await copyFile(await first, file);
  }
  return openSqliteStore({ dir, ...opening, journal: STORE_JOURNAL });
}

async function makeFirst({ clock, telemetry }: Opening): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-first-store-'));
  const store = await openSqliteStore({ dir, clock, telemetry, journal: STORE_JOURNAL });
  await store.close();
  return join(dir, 'navi.db');
}
