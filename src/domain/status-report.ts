import type { FreezePeriod } from './freeze.ts';
import type { Operation } from './operation.ts';
import type { Safety } from './safety.ts';
import type { Surface } from './surface.ts';

/** A surface, and how it was found not to be as recorded; `since` is ISO, null where it was not. */
export type SurfaceRow = Surface & { outside: { what: string; since: string } | null };

/** The answer to `/navi status`. */
export interface StatusReport {
  surfaces: readonly SurfaceRow[];
  underWay: readonly UnderWayRow[];
  /** The open ones, the next one due first. */
  emergencies: readonly EmergencyRow[];
  /** Lines that accept no release until they are unlocked. */
  locked: readonly { line: string; why: string; by: string; since: string }[];
  /** Freezes in force, and the next one where it begins within a day. */
  frozen: readonly FreezePeriod[];
  /** Versions that are no rollback targets. */
  quarantined: readonly { version: string; why: string; by: string; since: string }[];
  /** What did not reach Slack. */
  undelivered: readonly UndeliveredRow[];
  /** When Navi's npm token expires; null where that is unknown, or never. */
  token: TokenRow | null;
  record: RecordRow;
  at: string;
}

/** One open emergency. Plain texts; `due` is ISO. */
export interface EmergencyRow {
  id: string;
  name: string;
  due: string;
  isOverdue: boolean;
  /** What is met, and who looks after it. */
  state: string;
}

/** ISO; `isSoon`: the owners were warned. */
export interface TokenRow {
  expiresAt: string;
  isSoon: boolean;
}

/** The state of the record. */
export interface RecordRow {
  /** ISO; null before the first check. */
  checkedAt: string | null;
  /** Found differences that were not accepted; null for none. */
  differs: {
    since: string;
    texts: readonly string[];
    /** The command that accepts it, without Navi's own name. */
    command: string;
  } | null;
  /** Why it was not compared with Slack and with what is live since the last start; null when it was. */
  notCompared: string | null;
}

/** Messages that Slack refuses. */
export interface UndeliveredRow {
  channel: string;
  /** Slack's error code, such as `is_archived`. */
  problem: string;
  since: string;
  messages: number;
}

/** One operation that has not ended. */
export interface UnderWayRow {
  operation: string;
  kind: Operation['kind'];
  version: string;
  line: string;
  state: string;
  waitsFor: string;
  since: string;
  /** A rollback's, once every probe was seen clean. */
  safety: Safety | null;
}
