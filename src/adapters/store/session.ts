import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../../ports/clock.ts';
import type { StoreUnwritable } from '../../ports/store-unwritable.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Changes } from './guarded/changes.ts';
import type { ReadBefore } from './guarded/read.ts';
import type { JournalContext } from './journal-context.ts';
import type { Tables } from './tables.ts';
import type { WakeUp } from './worker/wake-up.ts';

/** What both databases have in common: the base of transactions and workers. */
export interface Engine {
  db: Kysely<Tables>;
  /** Whether rows can be locked one by one (PostgreSQL); on SQLite a transaction has the whole database. */
  rowLocks: boolean;
  /** Whether the transaction failed only because of another one, so that it can run again. */
  isTransient(error: unknown): boolean;
  /** Whether a statement got no answer in time: nothing was stored unless the commit was sent. */
  isUnanswered(error: unknown): boolean;
  /** Throws when writes would be lost: the file was deleted. */
  assertPresent(): void;
  /** Throws when no file of the database can grow: a row of the probe may fit into a page that is there already. */
  assertGrowing(trx: Transaction<Tables>): Promise<void>;
  /** Why a write has failed, where the system names it better than the database; null where it does not. */
  diskProblem(): StoreUnwritable | null;
  wakeUp: WakeUp;
  /** How long a worker may wait between searches for due jobs, in milliseconds: for jobs of other processes. */
  lookEveryMs: number;
  journal: JournalContext;
  clock: Clock;
  /** How long the claim of a job lasts without a heartbeat, in milliseconds. */
  claimMs: number;
  telemetry: Telemetry;
}

/** One transaction in progress. */
export interface Session extends Engine {
  trx: Transaction<Tables>;
  /** Its changes of rows that decide. */
  changes: Changes;
  /** Texts of journal rows that were verified: a changed row has another text. */
  genuine: Map<number, string>;
  readBefore: ReadBefore;
}
