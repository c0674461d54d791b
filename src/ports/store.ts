import type { Alerts } from './tables/alerts.ts';
import type { Customers } from './tables/customers.ts';
import type { Deliveries } from './tables/deliveries.ts';
import type { DueJob, JobOutcome, Jobs, Schedules } from './tables/jobs.ts';
import type { Journal } from './tables/journal.ts';
import type { Notices } from './tables/notices.ts';
import type { OpenHomes } from './tables/open-homes.ts';
import type { Operations, Surfaces } from './tables/operations.ts';
import type { Outbox } from './tables/outbox.ts';
import type { RecordCheckpoints, RecordChecks, State } from './tables/record.ts';
import type { LockedLines, Quarantined, Releases, UnprovenRollbacks } from './tables/release-lines.ts';
import type { Rights } from './tables/rights.ts';
import type { Samples } from './tables/samples.ts';
import type { SourceStates } from './tables/source-states.ts';
import type { Terminals } from './tables/terminals.ts';

/** Navi's storage. State, the journal rows that explain it and the resulting jobs are written in one transaction. */
export interface Store {
  /** True when no other process can have this store open: then every earlier holder of a lease is dead. */
  exclusive: boolean;
  /**
   * Runs `work` in one transaction and commits it. Inside it await only `tx`. A busy database is retried, so `work`
   * may run more than once and must have no effects except on `tx`. An unanswered commit may have succeeded and is an
   * error, unless `isRepeatable` says that committing twice is harmless.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, how?: { isRepeatable: boolean }): Promise<T>;
  /**
   * Hands out due jobs until stopped: at least once each, to one worker at a time, most urgent priority first. Only
   * jobs of these `kinds`; the log names the others, which wait for a version that knows them.
   */
  work(kinds: readonly string[], handle: (job: DueJob) => Promise<JobOutcome>): Promise<Worker>;
  /** Writes and deletes a scratch row. Throws `StoreUnwritable` when the store cannot be written. */
  probe(): Promise<void>;
  measure(): Promise<StoreMeasures>;
  close(): Promise<void>;
}

/** How large the store is, and its clock. */
export interface StoreMeasures {
  bytes: number;
  /** The database's time (ISO); null where the store is on this machine. */
  now: string | null;
}

export interface Worker {
  /** Takes no more jobs and waits for the running ones, at most `ms`. */
  stop(ms: number): Promise<void>;
}

export interface Tx {
  operations: Operations;
  surfaces: Surfaces;
  journal: Journal;
  state: State;
  jobs: Jobs;
  outbox: Outbox;
  releases: Releases;
  lockedLines: LockedLines;
  quarantined: Quarantined;
  rights: Rights;
  terminals: Terminals;
  unproven: UnprovenRollbacks;
  recordChecks: RecordChecks;
  schedules: Schedules;
  recordCheckpoints: RecordCheckpoints;
  alerts: Alerts;
  samples: Samples;
  sourceStates: SourceStates;
  customers: Customers;
  notices: Notices;
  deliveries: Deliveries;
  openHomes: OpenHomes;
}
