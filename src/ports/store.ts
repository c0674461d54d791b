import type { Decision } from '../domain/approval.ts';
import type { JournalEntry, JournalRow } from '../domain/journal.ts';
import type { Json } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import type { Live, Surface, SurfaceId } from '../domain/surface.ts';

/**
 * Where Navi remembers. State, the journal rows that explain it and the duties that follow from it are written in
 * one transaction (DESIGN §5).
 */
export interface Store {
  /** True when no other process can have this store open: then whoever held a lease before is dead. */
  exclusive: boolean;
  /**
   * Runs `work` in one transaction and commits it. Inside it nothing but `tx` may be awaited. A busy database is
   * retried from outside, so `work` may run more than once and must have no effects but on `tx`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Hands out due duties until stopped: at least once each, to one worker at a time, most urgent lane first. */
  work(handle: (duty: Duty) => Promise<DutyOutcome>): Promise<Worker>;
  /** Throws when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Worker {
  /** Takes no more duties and waits for those in hand, at most `ms`. */
  stop(ms: number): Promise<void>;
}

export interface Tx {
  operations: Operations;
  surfaces: Surfaces;
  journal: Journal;
  duties: Duties;
  outbox: Outbox;
  marks: Marks;
}

/** A fact that people put on a line or a version and that stands until somebody takes it away. */
export interface Mark {
  kind: 'locked' | 'faulty';
  /** A line such as `v1`, or a version such as `1.2.0`. */
  id: string;
  /** Why, in the words of whoever put it there, or of Navi. */
  why: string;
  by: string;
  /** ISO */
  since: string;
}

export interface Marks {
  /** Puts a mark, or leaves the one that stands. */
  put(mark: Mark): Promise<void>;
  /** Takes a mark away; gives it, or undefined when there was none. */
  take(kind: Mark['kind'], id: string): Promise<Mark | undefined>;
  all(): Promise<Mark[]>;
}

/** Operations, whole. A row is locked by `lock` until the transaction ends, so read-change-save has no race. */
export interface Operations {
  insert(operation: Operation): Promise<void>;
  lock(id: string): Promise<Operation | undefined>;
  get(id: string): Promise<Operation | undefined>;
  save(operation: Operation): Promise<void>;
  open(): Promise<Operation[]>;
  /** Newest first, by time of request. */
  recent(limit: number): Promise<Operation[]>;
}

export interface Surfaces {
  all(): Promise<Surface[]>;
  /** Takes all of these for an operation, or none: gives those already held by another. Unknown ones are created. */
  take(ids: readonly SurfaceId[], operation: string): Promise<Surface[]>;
  /** Frees everything the operation holds. */
  free(operation: string): Promise<void>;
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
  of(subject: JournalEntry['subject']): Promise<{ row: JournalRow; authentic: boolean }[]>;
  /** Approvals and rejections of an operation, from authentic rows only. */
  decisions(operation: string): Promise<Decision[]>;
  /** How many rows there are, and the MAC of the last: what is posted so that a cut or an old copy shows (DESIGN §5). */
  head(): Promise<{ rows: number; mac: string }>;
  /** The MAC of one row by its number, or undefined when there is no such row. */
  macAt(sequence: number): Promise<string | undefined>;
  /** Reads the whole chain in order and names the first row at which it does not hold. */
  verify(): Promise<
    { is: 'whole'; rows: number; head: string } | { is: 'broken'; sequence: number; problem: string }
  >;
}

/** Rollbacks have a lane of their own that nothing else may fill. */
export type Lane = 'urgent' | 'normal';

/** Something due at a time. `key` makes it one: putting the same key again moves it to the earlier of both times. */
export interface Duty {
  id: string;
  key: string;
  kind: 'advance' | 'expire' | 'deliver' | 'adopt' | 'review' | 'end-run' | 'late-post' | 'tick';
  subject: string;
  lane: Lane;
  dueAt: string;
  attempts: number;
}

/** What becomes of a duty: over, or due again. A handler that throws has it due again after a growing pause. */
export type DutyOutcome = { is: 'over' } | { is: 'again'; at: string };

export interface Duties {
  put(duty: Omit<Duty, 'id' | 'attempts'>): Promise<void>;
  cancel(key: string): Promise<void>;
}

/** What a row of the outbox is about; it is rendered from the store when it is sent. */
export type About =
  | { is: 'card'; operation: string }
  | { is: 'line'; operation: string; text: string; level: 'info' | 'good' | 'warn' | 'bad' }
  | { is: 'attention'; operation: string; text: string; whom: 'approvers' | 'owners' | 'requester' }
  | { is: 'seal'; operation: string }
  | { is: 'announcement'; operation: string };

/** One message to be delivered. `wanted` rises with every change of what it shows; it is delivered up to `delivered`. */
export interface OutboxRow {
  /** Unique, and carried in the post's metadata. */
  key: string;
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
  put(row: { key: string; about: About; channel: string; inThread: boolean; at: string }): Promise<void>;
  get(key: string): Promise<OutboxRow | undefined>;
  lock(key: string): Promise<OutboxRow | undefined>;
  /** Rows about this operation that are not fully delivered (state other than sent or given-up, or delivered < wanted), in the order they were put. */
  pending(operation: string): Promise<OutboxRow[]>;
  save(row: OutboxRow): Promise<void>;
  /** The row that was delivered as this post: how a click's card is recognised as ours. */
  byPost(channel: string, ts: string): Promise<OutboxRow | undefined>;
}
