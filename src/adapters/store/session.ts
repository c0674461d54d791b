import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Changes } from './guarded/changes.ts';
import type { ReadBefore } from './guarded/read.ts';
import type { JournalContext } from './journal-context.ts';
import type { Tables } from './tables.ts';
import type { WakeUp } from './worker/wake-up.ts';

/** What both databases have in common: everything that transactions and workers are made of. */
export interface Engine {
  db: Kysely<Tables>;
  /** Whether rows can be locked one by one (PostgreSQL); on SQLite a transaction has the whole database. */
  rowLocks: boolean;
  /** Whether the transaction failed only because another was in its way, so that it can be run again. */
  isTransient(error: unknown): boolean;
  /** Whether a statement was not answered in time: nothing was stored if the commit was not sent. */
  isUnanswered(error: unknown): boolean;
  /** Throws when writes would be lost: the file was deleted. */
  assertPresent(): void;
  wakeUp: WakeUp;
  /** How long a worker may go without looking for due jobs, in milliseconds: jobs that another process has put. */
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
  /** What it changes in the rows that decide. */
  changes: Changes;
  /** Texts of journal rows that were found as they were written: a change of one shows. */
  genuine: Map<number, string>;
  readBefore: ReadBefore;
}
