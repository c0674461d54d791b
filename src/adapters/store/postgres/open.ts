import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Pool } from 'pg';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';
import { atMost } from '../at-most.ts';
import { noteRotation } from '../chain/rotation.ts';
import { StoreAway } from '../errors.ts';
import type { JournalContext } from '../journal-context.ts';
import { migrate } from '../migrate.ts';
import { createStore } from '../store.ts';
import type { Tables } from '../tables.ts';
import { CLAIM_MS } from '../worker/claims.ts';
import { createWakeUp } from '../worker/wake-up.ts';
import { isTransient, isUnanswered } from './transient.ts';

const SCHEMA = 'navi';

/** Enough for ten jobs at a time and a few people's requests. Milliseconds: every wait on the database has a limit. */
const POOL = {
  max: 14,
  connectionTimeoutMillis: 5_000,
  statement_timeout: 30_000,
  query_timeout: 35_000,
  lock_timeout: 15_000,
  // An idle session inside a transaction has stalled, and blocks the journal.
  idle_in_transaction_session_timeout: 10_000,
  keepAlive: true,
};

/** The longest wait of a job whose process is busy or dead (decision 16), in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** Closing a connection to a silent database otherwise ends only by TCP's timeouts. */
const CLOSE_MS = 4_000;

export interface PostgresStoreOptions {
  /** `postgres://…`; a pooler in between must pool whole sessions. */
  url: string;
  journal: JournalContext;
  clock: Clock;
  telemetry: Telemetry;
  /** How long the claim of a job lasts without a heartbeat, in milliseconds; the same in all processes. */
  claimMs?: number;
}

/**
 * The store for many processes. Creates or upgrades its schema `navi`; several processes may start at once. Throws
 * `StoreAway`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, journal, clock, telemetry, claimMs = CLAIM_MS } = options;
  const pool = new Pool({ ...POOL, connectionString: url, application_name: 'navi' });
  const onLost = ({ message }: Error) =>
    telemetry.warn('a database connection was lost', { problem: message });
  pool.on('error', onLost);
  // The pool handles only errors of idle connections; an unhandled error of a used one would end the process.
  pool.on('connect', (client) => client.on('error', onLost));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(SCHEMA);
  try {
    await knock(pool);
    await migrate(db, { journal, clock, telemetry, rowLocks: true }, SCHEMA);
    const assertPresent = () => {};
    const disk = { assertPresent, assertGrowing, diskProblem: () => null };
    const errors = { isTransient, isUnanswered };
    const looking = { wakeUp: createWakeUp(), lookEveryMs: LOOK_EVERY_MS, claimMs };
    const engine = { db, rowLocks: true, ...errors, ...disk, ...looking, journal, clock, telemetry };
    await noteRotation(engine);
    return createStore(engine, () => atMost(CLOSE_MS, db.destroy()));
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * Has the server write a temporary file of some 64 kB, which it deletes at once: where the database's disk is full, rows
 * still fit into pages with room, until a table needs the next one (postgresql.org, "Resource Consumption", work_mem).
 */
async function assertGrowing(trx: Transaction<Tables>): Promise<void> {
  await sql`set local work_mem = '64kB'`.execute(trx);
  await sql`select count(*) from generate_series(1, 5000)`.execute(trx);
}

/** Connects before the first query: an error here is about the connection, not about the data. */
async function knock(pool: Pool): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    throw new StoreAway(error);
  }
}
