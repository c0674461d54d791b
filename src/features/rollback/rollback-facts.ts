import type { Operation } from '../../domain/operation.ts';
import type { PackageFacts, PointerFacts } from '../../domain/release-facts.ts';
import type { Bytes } from '../../domain/step.ts';
import type { ReleaseLine } from '../../domain/version.ts';
import type { RunToEnd } from '../release/index.ts';
import type { LineRecord, RollbackTarget } from './rollback-target.ts';

/** A possible target of a line: its pinned object's bytes, and what Navi knows of it. */
export interface Candidate {
  version: string;
  bytes: Bytes;
  /** Why it is no rollback target; null when it may be one. */
  quarantined: string | null;
  /** Why its bytes cannot be restored; null when they can. */
  unusable: string | null;
  /** What `latest` of each package was while it was live; undefined where unknown. */
  packages: Readonly<Record<string, string | null>> | undefined;
}

/** An operation on the line that has not ended. */
export interface UnderWay {
  operation: string;
  kind: Operation['kind'];
  version: string;
  /** A plan that is not approved and has written nothing. */
  isPlan?: true;
  /** Its workflow run, existing or still possible, whose end was not seen; null for none. */
  run: RunToEnd | null;
  /** Deprecations that it has not done: the operation that supersedes it does them. */
  openDeprecations: readonly { name: string; version: string }[];
}

/** One package's `latest`. It belongs to one line at a time, and only that line's rollback restores it. */
export interface LivePackage extends Pick<PackageFacts, 'name' | 'live'> {
  /** Every version on the registry: only these can be restored. Null when it could not be read. */
  published: readonly string[] | null;
  /** The approved operation of another line that holds it or set its value; null when it is this line's. */
  otherHolder: string | null;
}

/** A release and what it publishes on npm. */
export interface Taken {
  version: string;
  packages: readonly { name: string; version: string }[];
}

/** Every fact that decides a rollback. */
export interface RollbackFacts {
  releaseLine: ReleaseLine;
  /** The record; versions whose bytes differ from the verified ones are unusable in it. */
  record: LineRecord;
  /** The bucket's pointer now: a rollback overwrites it, and decides nothing from it. */
  pointer: PointerFacts | undefined;
  /** Every version with a pinned object, newest first. */
  versions: readonly string[];
  /** The versions that were read: the named one, and those down to the known-good. */
  candidates: readonly Candidate[];
  /** The rolled-back releases that Navi made: what they published is deprecated. */
  taken: readonly Taken[];
  /** The npm packages on the registry now. */
  packages: readonly LivePackage[];
  underWay: UnderWay | undefined;
  /** When the line was last rolled back, ISO. */
  lastRollback: string | undefined;
}

/** A person's request. */
export interface RollbackAsk {
  target: RollbackTarget;
  reason: string | undefined;
  cdnOnly: boolean;
}

/**
 * What `latest` was while the target was live, if the registry has that version: a release may have ended before it
 * published.
 */
export function recordedOf(one: LivePackage, target: Candidate): string | undefined {
  const recorded = target.packages?.[one.name] ?? undefined;
  if (recorded === undefined || one.published === null) return recorded;
  return one.published.includes(recorded) ? recorded : undefined;
}
