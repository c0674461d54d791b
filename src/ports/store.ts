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

/**
 * Where Navi remembers. State, the journal rows that explain it and the jobs that follow from it are written in
 * one transaction.
 */
export interface Store {
  /** True when no other process can have this store open: then whoever held a lease before is dead. */
  exclusive: boolean;
  /**
   * Runs `work` in one transaction and commits it. Inside it nothing but `tx` may be awaited. A busy database is
   * retried from outside, so `work` may run more than once and must have no effects but on `tx`. An unanswered commit may
   * have been kept and is an error, unless the work says that committing it twice is as good as once.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, how?: { isRepeatable: boolean }): Promise<T>;
  /**
   * Hands out due jobs until stopped: at least once each, to one worker at a time, most urgent priority first. Only those
   * of these `kinds`; the log names the others, which stay for a version that knows them.
   */
  work(kinds: readonly string[], handle: (job: DueJob) => Promise<JobOutcome>): Promise<Worker>;
  /** Writes a scratch row and takes it away again. Throws `StoreUnwritable` when the store cannot be written. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export interface Worker {
  /** Takes no more jobs and waits for those in hand, at most `ms`. */
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

/** What monitors found. */
export interface Alerts {
  /** Adds an alert, unless its kind has an open one for this subject; true when it was added. */
  begin(alert: Alert): Promise<boolean>;
  /** Those that are not over, the oldest first. */
  open(): Promise<Alert[]>;
  get(id: string): Promise<Alert | undefined>;
  lock(id: string): Promise<Alert | undefined>;
  save(alert: Alert): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Up to when each schedule was dealt with (ISO); null for one that is new. */
export interface Schedules {
  last(name: string): Promise<string | null>;
  /** The same, and no other transaction deals with the schedule until this one ends. */
  lock(name: string): Promise<string | null>;
  /** Of one that is locked. */
  save(name: string, lastAt: string): Promise<void>;
}

/** When the record was checked last; what was found is in the journal. */
export interface RecordChecks {
  last(): Promise<RecordCheck | undefined>;
  save(check: RecordCheck): Promise<void>;
}

/** What the journal said of the state when it was checked last: a process that starts reads on from there. */
export interface RecordCheckpoints {
  /** Undefined where there is none that Navi sealed with the key in use, or the journal lacks its row. */
  newest(): Promise<RecordCheckpoint | undefined>;
  save(checkpoint: RecordCheckpoint): Promise<void>;
}

/** The rows that decide what may be done: the journal has their fields too. */
export interface State {
  /** All of them, with the fields that decide. Of operations those that are open, and this one. */
  read(operation: string | null): Promise<StateKind[]>;
  /** Writes these rows again as the journal has them; `fields` null removes one. The journal is not told. */
  restore(rows: readonly { item: string; fields: Texts | null }[]): Promise<void>;
}

/** What Navi's accounts were found to be allowed. */
export interface Rights {
  /** Writes the row, new or changed. */
  save(right: Right): Promise<void>;
  all(): Promise<Right[]>;
}

/** What Navi knows of each version that it released, adopted or saw live. */
export interface Releases {
  /** Writes the version's row, new or changed. */
  save(release: Release): Promise<void>;
  /** Read inside a transaction that saves it again, the row stays as read: PostgreSQL locks it. */
  get(version: string): Promise<Release | undefined>;
  /** Every version of a release line, the newest version first. */
  ofReleaseLine(releaseLine: string): Promise<Release[]>;
}

/** Why something was set aside: in the words of the person, or of Navi. `since` is ISO. */
interface SetAside {
  why: string;
  /** The person's name. */
  by: string;
  since: string;
  /** The operation that did it; null when a person did it by command. */
  operation: string | null;
}

/** A release line that takes no release. */
export interface LockedReleaseLine extends SetAside {
  /** Such as `v1`. */
  line: string;
}

export interface LockedLines {
  /** Locks a release line, or leaves the lock that stands. */
  lock(locked: LockedReleaseLine): Promise<void>;
  /** Opens the release line; gives the lock, or undefined when there was none. */
  unlock(line: string): Promise<LockedReleaseLine | undefined>;
  all(): Promise<LockedReleaseLine[]>;
}

/** A version that must not be used. */
export interface QuarantinedVersion extends SetAside {
  /** Such as `1.2.0`. */
  version: string;
}

/** A rollback by somebody who proved nothing. The release line takes no second one until this is ended. */
export interface UnprovenRollback {
  line: string;
  operation: string;
  /** Who they said they are. */
  claimed: string;
  /** ISO */
  since: string;
}

export interface UnprovenRollbacks {
  /** Throws when the release line has one. */
  put(unproven: UnprovenRollback): Promise<void>;
  of(line: string): Promise<UnprovenRollback | undefined>;
  /** Somebody proven has confirmed it, rolled back or opened the line themselves, or a release was done. */
  end(line: string): Promise<void>;
}

export interface Quarantined {
  /** Quarantines a version, or leaves the entry that stands. */
  add(quarantined: QuarantinedVersion): Promise<void>;
  /** Ends the quarantine; gives the entry, or undefined when there was none. */
  remove(version: string): Promise<QuarantinedVersion | undefined>;
  all(): Promise<QuarantinedVersion[]>;
}

/** Operations, whole. A row is locked by `lock` until the transaction ends, so read-change-save has no race. */
export interface Operations {
  insert(operation: Operation): Promise<void>;
  lock(id: string): Promise<Operation | undefined>;
  get(id: string): Promise<Operation | undefined>;
  save(operation: Operation): Promise<void>;
  open(): Promise<Operation[]>;
  countOpen(): Promise<number>;
  /** Newest first, by time of request. For history only: decisions are made from the tables that know everything. */
  recent(limit: number): Promise<Operation[]>;
  /** Every operation of a release line that was requested at or after this time (ISO), newest first. */
  ofReleaseLine(line: string, since: string): Promise<Operation[]>;
  /** Every operation that ended at or after this time (ISO). */
  endedSince(at: string): Promise<Operation[]>;
}

export interface Surfaces {
  all(): Promise<Surface[]>;
  /** Takes all of these for an operation, or none: gives those already held by another. Unknown ones are created. */
  take(ids: readonly SurfaceId[], operation: string): Promise<Surface[]>;
  /** Frees everything the operation holds. */
  free(operation: string): Promise<void>;
  /** Says who holds a surface, where its row says something else than the open operations. */
  setHolder(id: SurfaceId, operation: string | null): Promise<void>;
  /** Says what is now live, and who moved it. `verifiedAt` null keeps the earlier time of the same. */
  setLive(
    id: SurfaceId,
    live: Live,
    by: { operation: string; at: string; verifiedAt: string | null },
  ): Promise<void>;
}

export interface Journal {
  /** Appends at the end of the transaction, whose last lock is the chain's head. */
  append(entry: JournalEntry): void;
  /** Rows of one subject in order, each with whether its MAC is valid under the key. */
  of(subject: Subject): Promise<{ row: JournalRow; authentic: boolean }[]>;
  /** How many rows there are about a subject, and which of them are not as they were written. */
  check(subject: Subject): Promise<{ rows: number; changed: readonly number[] }>;
  /** Approvals and rejections of an operation, from authentic rows only. */
  decisions(operation: string): Promise<Decision[]>;
  /** How many rows there are, and the MAC of the last: what is posted so that a cut or an old copy shows. */
  head(): Promise<{ rows: number; mac: string }>;
  /** When the newest row was written (ISO); undefined while there is none. */
  newestAt(): Promise<string | undefined>;
  /** The MAC of one row by its number, or undefined when there is no such row. */
  macAt(sequence: number): Promise<string | undefined>;
  /**
   * Reads on from a point, at most so many rows, and says where the chain does not hold. Whoever reads it whole does so in
   * many transactions: one would keep everybody else from the store.
   */
  read(after: ChainPoint, most: number): Promise<ChainPart>;
  /** Reads the whole chain in this transaction and names the first row at which it does not hold. */
  verify(): Promise<
    { is: 'whole'; rows: number; head: string } | { is: 'broken'; sequence: number; problem: string }
  >;
}

/** Rollbacks have a priority of their own that nothing else may fill. */
export type Priority = 'urgent' | 'normal';

/** Something due at a time. `key` makes it one: putting the same key again moves it to the earlier of both times. */
export interface DueJob {
  id: string;
  key: string;
  /** The job's name, as its definition has it. */
  kind: string;
  subject: Subject;
  /** What the job is given beside its subject; null where that is enough. Its definition parses it. */
  payload: unknown;
  priority: Priority;
  dueAt: string;
  attempts: number;
}

/** A job as it is put. Without a payload it has null. */
export type NewJob = Omit<DueJob, 'id' | 'attempts' | 'payload'> & { payload?: Json };

/** What becomes of a job: over, or due again. A handler that throws has it due again after a growing pause. */
export type JobOutcome = { is: 'over' } | { is: 'again'; at: string };

export interface Jobs {
  put(job: NewJob): Promise<void>;
  cancel(key: string): Promise<void>;
  /**
   * After the clock was set back: what would have been due by `until` of the time before (ISO) is due `now`, and claims
   * that seem to last longer than any does are free.
   */
  bringForward(until: string, now: string): Promise<void>;
}

/** Who is mentioned. `approvers` and `requester` are an operation's; a person is named by their id in the configuration. */
export type Whom = 'approvers' | 'owners' | 'requester' | { person: string };

export type Level = 'info' | 'good' | 'warn' | 'bad';

/** When the journal's head is posted in an operation's thread. */
export type SealOccasion = 'confirmed' | 'safe' | 'ended';

/** What a message says about its subject; it is rendered from the store when it is sent. All but `notice` and `alert` need an operation. */
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

/** One message to be delivered. `wanted` rises with every change of what it shows; it is delivered up to `delivered`. */
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
  /** Adds a row, or, when the key is there, raises `wanted` of it. */
  put(
    row: Pick<OutboxRow, 'key' | 'subject' | 'about' | 'channel' | 'inThread'> & { at: string },
  ): Promise<void>;
  get(key: string): Promise<OutboxRow | undefined>;
  lock(key: string): Promise<OutboxRow | undefined>;
  /** Rows about this subject that are not fully delivered (state other than sent or given-up, or delivered < wanted), in the order they were put: all, or the first `most`. */
  pending(subject: Subject, most?: number): Promise<OutboxRow[]>;
  /** Rows about anything that are not fully delivered, the oldest `most`. */
  undelivered(most: number): Promise<OutboxRow[]>;
  save(row: OutboxRow): Promise<void>;
  /** The row that was delivered as this post: how a click's card is recognised as ours. */
  byPost(channel: string, ts: string): Promise<OutboxRow | undefined>;
}
