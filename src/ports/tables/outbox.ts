import type { Json } from '../../domain/json.ts';
import type { MonitorReport } from '../../domain/monitor-report.ts';
import type { Page } from '../../domain/page.ts';
import type { Subject } from '../../domain/subject.ts';

/** Who is mentioned. `approvers` and `requester` are an operation's; a person is named by their id in the configuration. */
export type Whom = 'approvers' | 'owners' | 'requester' | { person: string };

export type Level = 'info' | 'good' | 'warn' | 'bad';

/** When the journal's head is posted in an operation's thread. */
export type SealOccasion = 'confirmed' | 'safe' | 'ended';

/**
 * What a message says about its subject; it is rendered from the store when it is sent. All but `notice`, `alert`,
 * `page` and `summary` need an operation.
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
  | { is: 'alert' }
  /** For the pager. */
  | { is: 'page'; page: Page }
  /** What was measured when it was due: the next one is compared with it. */
  | { is: 'summary'; report: MonitorReport };

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
