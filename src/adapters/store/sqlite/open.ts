import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';
import { noteRotation } from '../chain/rotation.ts';
import type { JournalContext } from '../journal-context.ts';
import { migrate } from '../migrate.ts';
import { createStore } from '../store.ts';
import type { Tables } from '../tables.ts';
import { CLAIM_MS } from '../worker/claims.ts';
import { createWakeUp } from '../worker/wake-up.ts';
import { isBusy } from './busy.ts';
import { createSqliteDialect } from './dialect.ts';
import { closeToOthers } from './private-files.ts';
import { readOnlyDisk, watchFile } from './watch-file.ts';
import { lockDirectory } from './worker-lock.ts';

/** The longest time that SQLite waits for a lock: this wait stops the event loop, so further waits happen outside. */
const BUSY_TIMEOUT_MS = 200;

/** Every job comes from this process, which wakes its worker and sets a timer: the search finds what was missed. */
const LOOK_EVERY_MS = 5_000;

export interface SqliteStoreOptions {
  /** Where `navi.db` and `worker.lock` are; created when missing, readable by its owner only. */
  dir: string;
  journal: JournalContext;
  clock: Clock;
  telemetry: Telemetry;
  /** How long the claim of a job lasts without a heartbeat, in milliseconds; the same in all processes. */
  claimMs?: number;
}

/** The embedded store: one process at a time. Throws `StoreInUse` when another has it. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { dir, journal, clock, telemetry, claimMs = CLAIM_MS } = options;
  const open = closeToOthers(dir);
  if (open.length > 0) telemetry.warn('other users may read the store', { paths: open });
  const lock = lockDirectory(dir);
  try {
    const db = new Kysely<Tables>({ dialect: createSqliteDialect(openDatabase(dir), lock) });
    await migrate(db, { journal, clock, telemetry, rowLocks: false }, undefined);
    await dropClaims(db);
    const assertPresent = watchFile(join(dir, 'navi.db'));
    const engine = {
      db,
      rowLocks: false,
      isTransient: isBusy,
      isUnanswered: () => false,
      assertPresent,
      // What it cannot append to its log is refused, and what it has appended is stored.
      assertGrowing: async () => {},
      diskProblem: () => readOnlyDisk(dir),
      wakeUp: createWakeUp(),
      lookEveryMs: LOOK_EVERY_MS,
      journal,
      clock,
      telemetry,
      claimMs,
    };
    await noteRotation(engine);
    return createStore(engine, () => db.destroy());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openDatabase(dir: string): DatabaseSync {
  const database = new DatabaseSync(join(dir, 'navi.db'), { timeout: BUSY_TIMEOUT_MS });
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  return database;
}

/** We have the lock, so every earlier holder of a claim is dead: their jobs are free. */
async function dropClaims(db: Kysely<Tables>): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ claimed_by: null, claimed_until: null, again_at: null })
    .where('claimed_by', 'is not', null)
    .execute();
  await sql`pragma optimize`.execute(db);
}
