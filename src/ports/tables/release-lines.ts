import type { Release } from '../../domain/release.ts';

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

export interface Quarantined {
  /** Quarantines a version; an existing entry stays. */
  add(quarantined: QuarantinedVersion): Promise<void>;
  /** Ends the quarantine; returns the entry, or undefined when there was none. */
  remove(version: string): Promise<QuarantinedVersion | undefined>;
  all(): Promise<QuarantinedVersion[]>;
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
