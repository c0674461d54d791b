import type { Alert } from '../domain/alert.ts';
import type { Decision } from '../domain/approval.ts';
import type { ChainPart, ChainPoint } from '../domain/chain.ts';
import type { JournalEntry, JournalRow } from '../domain/journal.ts';
import type { Json } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import type { RecordCheck } from '../domain/record-check.ts';
import type { RecordCheckpoint } from '../domain/record-checkpoint.ts';
import type { StateKind } from '../domain/record-differences.ts';
import type { Release } from '../domain/release.ts';
import type { Right } from '../domain/right.ts';
import type { Texts } from '../domain/saved.ts';
import type { Subject } from '../domain/subject.ts';
import type { Live, Surface, SurfaceId } from '../domain/surface.ts';
import type { Terminals } from './terminals.ts';

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
}

/** The findings of monitors. */
export interface Alerts {
  /** Adds an alert, unless its kind has an open one for this subject; true when it was added. */
  begin(alert: Alert): Promise<boolean>;
  /** Those that have not ended, the oldest first. */
  open(): Promise<Alert[]>;
  get(id: string): Promise<Alert | undefined>;
  lock(id: string): Promise<Alert | undefined>;
  save(alert: Alert): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The last processed occurrence of each schedule (ISO); null for a new one. */
export interface Schedules {
  last(name: string): Promise<string | null>;
  /** The same, and locks the schedule until the transaction ends. */
  lock(name: string): Promise<string | null>;
  /** For a locked schedule. */
  save(name: string, lastAt: string): Promise<void>;
}

/** The last check of the record; its findings are in the journal. */
export interface RecordChecks {
  last(): Promise<RecordCheck | undefined>;
  save(check: RecordCheck): Promise<void>;
}

/** What the journal said of the state at the last check: a start reads on from there. */
export interface RecordCheckpoints {
  /** Undefined where Navi has sealed none with the current key, or the journal lacks its row. */
  newest(): Promise<RecordCheckpoint | undefined>;
  save(checkpoint: RecordCheckpoint): Promise<void>;
}

/** The rows that decide what may be done: their fields are in the journal too. */
export interface State {
  /** All of them, with the deciding fields. Of operations only the open ones, and this one. */
  read(operation: string | null): Promise<StateKind[]>;
  /** Restores these rows from the journal; `fields` null removes one. Adds no journal row. */
  restore(rows: readonly { item: string; fields: Texts | null }[]): Promise<void>;
}

/** The tested rights of Navi's accounts. */
export interface Rights {
  /** Inserts or updates the row. */
  save(right: Right): Promise<void>;
  all(): Promise<Right[]>;
}

/** What Navi knows of each version that it released, adopted or saw live. */
export interface Releases {
  /** Inserts or updates the version's row. */
  save(release: Release): Promise<void>;
  /** In a transaction that saves it, the row cannot change after the read: PostgreSQL locks it. */
  get(version: string): Promise<Release | undefined>;
  /** Every version of a release line, the newest version first. */
  ofReleaseLine(releaseLine: string): Promise<Release[]>;
}

/** Why something was locked or quarantined: a person's reason, or Navi's. `since` is ISO. */
interface SetAside {
  why: string;
  /** The person's name. */
  by: string;
  since: string;
  /** The operation that did it; null for a person's command. */
  operation: string | null;
}

/** A release line that accepts no release. */
export interface LockedReleaseLine extends SetAside {
  /** Such as `v1`. */
  line: string;
}

export interface LockedLines {
  /** Locks a release line; an existing lock stays. */
  lock(locked: LockedReleaseLine): Promise<void>;
  /** Unlocks the release line; returns the lock, or undefined when there was none. */
  unlock(line: string): Promise<LockedReleaseLine | undefined>;
  all(): Promise<LockedReleaseLine[]>;
}

/** A version that must not be used. */
export interface QuarantinedVersion extends SetAside {
  /** Such as `1.2.0`. */
  version: string;
}

/** A rollback by an unproven caller. The release line accepts no second one until this is ended. */
export interface UnprovenRollback {
  line: string;
  operation: string;
  /** The name that they stated. */
  claimed: string;
  /** ISO */
  since: string;
}

export interface UnprovenRollbacks {
  /** Throws when the release line has one. */
  put(unproven: UnprovenRollback): Promise<void>;
  of(line: string): Promise<UnprovenRollback | undefined>;
  /** A proven person has confirmed it, rolled back or unlocked the line, or a release was done. */
  end(line: string): Promise<void>;
}

export interface Quarantined {
  /** Quarantines a version; an existing entry stays. */
  add(quarantined: QuarantinedVersion): Promise<void>;
  /** Ends the quarantine; returns the entry, or undefined when there was none. */
  remove(version: string): Promise<QuarantinedVersion | undefined>;
  all(): Promise<QuarantinedVersion[]>;
}

/** Whole operations. `lock` locks a row until the transaction ends, so read-change-save has no race. */
export interface Operations {
  insert(operation: Operation): Promise<void>;
  lock(id: string): Promise<Operation | undefined>;
  get(id: string): Promise<Operation | undefined>;
  save(operation: Operation): Promise<void>;
  open(): Promise<Operation[]>;
  countOpen(): Promise<number>;
  /** Newest first, by time of request. For history only: decisions use the complete tables. */
  recent(limit: number): Promise<Operation[]>;
  /** Every operation of a release line that was requested at or after this time (ISO), newest first. */
  ofReleaseLine(line: string, since: string): Promise<Operation[]>;
  /** Every operation that ended at or after this time (ISO). */
  endedSince(at: string): Promise<Operation[]>;
}

export interface Surfaces {
  all(): Promise<Surface[]>;
  /** Takes all of these for an operation, or none: returns those that another one holds. Unknown ones are created. */
  take(ids: readonly SurfaceId[], operation: string): Promise<Surface[]>;
  /** Frees everything the operation holds. */
  free(operation: string): Promise<void>;
  /** Corrects the holder of a surface, where its row differs from the open operations. */
  setHolder(id: SurfaceId, operation: string | null): Promise<void>;
  /**
   * Saves what is live now, and who moved it. With `verifiedAt` null the earlier time stays, if the value is the
   * same.
   */
  setLive(
    id: SurfaceId,
    live: Live,
    by: { operation: string; at: string; verifiedAt: string | null },
  ): Promise<void>;
}

export interface Journal {
  /** Appends at the end of the transaction, whose last lock is the chain's head. */
  append(entry: JournalEntry): void;
  /** Rows of one subject in order, each with whether its MAC is valid. */
  of(subject: Subject): Promise<{ row: JournalRow; authentic: boolean }[]>;
  /** The number of rows about a subject, and which of them were changed. */
  check(subject: Subject): Promise<{ rows: number; changed: readonly number[] }>;
  /** Approvals and rejections of an operation, from authentic rows only. */
  decisions(operation: string): Promise<Decision[]>;
  /** The number of rows, and the MAC of the last: posted, so that a cut or an old copy shows. */
  head(): Promise<{ rows: number; mac: string }>;
  /** When the newest row was written (ISO); undefined for none. */
  newestAt(): Promise<string | undefined>;
  /** The MAC of one row by its number, or undefined when there is no such row. */
  macAt(sequence: number): Promise<string | undefined>;
  /**
   * Reads on from a point, at most so many rows, and says where the chain is not intact. Read a whole chain in many
   * transactions: a single one would block all other work on the store.
   */
  read(after: ChainPoint, most: number): Promise<ChainPart>;
  /** Verifies the whole chain in this transaction and names the first row that is not intact. */
  verify(): Promise<
    { is: 'whole'; rows: number; head: string } | { is: 'broken'; sequence: number; problem: string }
  >;
}

/** Rollbacks have their own priority, which other jobs cannot fill. */
export type Priority = 'urgent' | 'normal';

/** A job that is due at a time. `key` is unique: the same key again moves it to the earlier of both times. */
export interface DueJob {
  id: string;
  key: string;
  /** The job's name from its definition. */
  kind: string;
  subject: Subject;
  /** The job's input besides its subject; null for none. Its definition parses it. */
  payload: unknown;
  priority: Priority;
  dueAt: string;
  attempts: number;
}

/** A new job. Its payload is null by default. */
export type NewJob = Omit<DueJob, 'id' | 'attempts' | 'payload'> & { payload?: Json };

/** The result of a job: over, or due again. After an error it is due again after a growing pause. */
export type JobOutcome = { is: 'over' } | { is: 'again'; at: string };

export interface Jobs {
  put(job: NewJob): Promise<void>;
  cancel(key: string): Promise<void>;
  /**
   * After the clock was set back: jobs due by `until` of the earlier time (ISO) become due `now`, and claims that
   * seem longer than any claim can be are released.
   */
  bringForward(until: string, now: string): Promise<void>;
}

/** Who is mentioned. `approvers` and `requester` are an operation's; a person is named by their id in the configuration. */
export type Whom = 'approvers' | 'owners' | 'requester' | { person: string };

export type Level = 'info' | 'good' | 'warn' | 'bad';

/** When the journal's head is posted in an operation's thread. */
export type SealOccasion = 'confirmed' | 'safe' | 'ended';

/**
 * What a message says about its subject; it is rendered from the store when it is sent. All but `notice` and `alert`
 * need an operation.
 */
export type About =
  | { is: 'card' }
  | { is: 'line'; text: string; level: Level }
  | { is: 'attention'; text: string; whom: Whom }
  /** Rows of older versions have no occasion. */
  | { is: 'seal'; occasion?: SealOccasion }
  | { is: 'announcement' }
  | { is: 'notice'; text: string; level: Level; whom: Whom | null }
  /** The card of an alert: its subject. */
  | { is: 'alert' };

/**
 * One message to deliver. `wanted` increases with every change of its content; `delivered` is the version that was
 * sent.
 */
export interface OutboxRow {
  /** Unique, and carried in the post's metadata. */
  key: string;
  subject: Subject;
  about: About;
  channel: string;
  /** True when it goes into the thread of the operation's card. */
  inThread: boolean;
  state: 'pending' | 'sending' | 'sent' | 'unknown' | 'given-up';
  ts: string | null;
  wanted: number;
  delivered: number;
  attempts: number;
  since: string;
  updatedAt: string;
  note: Json;
}

export interface Outbox {
  /** Adds a row, or increases `wanted` when the key exists. */
  put(
    row: Pick<OutboxRow, 'key' | 'subject' | 'about' | 'channel' | 'inThread'> & { at: string },
  ): Promise<void>;
  get(key: string): Promise<OutboxRow | undefined>;
  lock(key: string): Promise<OutboxRow | undefined>;
  /**
   * Rows about this subject that are not fully delivered (state other than sent or given-up, or delivered < wanted),
   * in insertion order: all, or the first `most`.
   */
  pending(subject: Subject, most?: number): Promise<OutboxRow[]>;
  /** Rows about any subject that are not fully delivered, the oldest `most`. */
  undelivered(most: number): Promise<OutboxRow[]>;
  save(row: OutboxRow): Promise<void>;
  /** The row that was delivered as this post: recognises a click's card as ours. */
  byPost(channel: string, ts: string): Promise<OutboxRow | undefined>;
}
