import type { Operation } from '../../domain/operation.ts';
import type { PackageFacts, PointerFacts } from '../../domain/release-facts.ts';
import type { Bytes } from '../../domain/step.ts';
import type { ReleaseLine } from '../../domain/version.ts';
import type { RunToEnd } from '../../flow/steps/cancel-run.ts';
import type { LineRecord, RollbackTarget } from './rollback-target.ts';

/** One version that a line could go back to: its pinned object's bytes, and what Navi knows of it. */
export interface Candidate {
  version: string;
  bytes: Bytes;
  /** Why it must not be gone back to; null when it may. */
  quarantined: string | null;
  /** What `latest` of each package was while it was live; undefined where nobody knows. */
  packages: Readonly<Record<string, string | null>> | undefined;
}

/** An operation on the line that has not ended. */
export interface UnderWay {
  operation: string;
  kind: Operation['kind'];
  version: string;
  /** The workflow run that it has or may yet have, which has not been seen to end; null when there is none. */
  run: RunToEnd | null;
  /** What it was to deprecate and has not: whoever takes over from it does. */
  owes: readonly { name: string; version: string }[];
}

/** One package's `latest`. It belongs to one line at a time, and only that line's rollback gives it back. */
export interface LivePackage extends Pick<PackageFacts, 'name' | 'live'> {
  /** Every version that the registry has: only one of these can be given back. Null when it could not be read. */
  published: readonly string[] | null;
  /** The approved operation of another line that holds it or put it where it is; null when it is this line's. */
  keeper: string | null;
}

/** A release and what it publishes on npm. */
export interface Taken {
  version: string;
  packages: readonly { name: string; version: string }[];
}

/** Everything a rollback is decided from. */
export interface RollbackFacts {
  line: ReleaseLine;
  /** What Navi recorded; versions whose bytes are not the proven ones any more are quarantined in it. */
  record: LineRecord;
  /** The bucket's pointer now: a rollback writes over it, and decides nothing from it. */
  pointer: PointerFacts | undefined;
  /** Every version with a pinned object, newest first. */
  versions: readonly string[];
  /** Those of them that were looked at: the one named, and down to the known-good. */
  candidates: readonly Candidate[];
  /** The releases that are taken back, as far as Navi made them: what they published is deprecated. */
  taken: readonly Taken[];
  /** The npm packages as the registry has them now. */
  packages: readonly LivePackage[];
  underWay: UnderWay | undefined;
  /** When the line was last rolled back, ISO. */
  lastRollback: string | undefined;
}

/** What a person asked for. */
export interface RollbackAsk {
  target: RollbackTarget;
  reason: string | undefined;
  cdnOnly: boolean;
}

/** What `latest` was while the target was live, if the registry has that version: a release may have ended before it published. */
export function recordedOf(one: LivePackage, target: Candidate): string | undefined {
  const recorded = target.packages?.[one.name] ?? undefined;
  if (recorded === undefined || one.published === null) return recorded;
  return one.published.includes(recorded) ? recorded : undefined;
}
