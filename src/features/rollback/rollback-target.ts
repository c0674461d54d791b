import { isNewer, type ReleaseLine } from '../../domain/version.ts';

/** One version that Navi recorded on a release line. */
export interface RecordedVersion {
  version: string;
  /** Verified at every probe by an operation of Navi, or live before Navi was installed. */
  verified: boolean;
  /** Why it is no rollback target; null when it may be one. */
  quarantined: string | null;
  /** Why its bytes cannot be restored, where they were read. */
  unusable?: string;
  /** Customers never had it, as far as Navi knows: to make it live is a release, not a rollback. */
  neverLive?: true;
  /** What was live before its release; null where Navi does not know. */
  replaced: string | null;
}

/** An approved operation on the line that has not ended. */
export interface LineOperation {
  operation: string;
  kind: string;
  /** The version that it makes live; for a stop, the stopped version. */
  version: string;
  /** Whether it has moved the pointer or `latest`, or may have. */
  moved: boolean;
  /** What was live when it was planned; null for nothing or unknown. */
  replaced: string | null;
}

/** What Navi recorded of a release line. The record decides, not the current bytes in the bucket. */
export interface LineRecord {
  releaseLine: ReleaseLine;
  /** The version that is recorded as live; null for none. */
  live: string | null;
  /** Versions whose bytes can be restored, in any order. */
  versions: readonly RecordedVersion[];
  underWay: LineOperation | null;
}

/** The request: without a version, a version by name, or from the card of a release. */
export type TargetAsk = (
  | { is: 'bare' }
  | { is: 'named'; version: string }
  | { is: 'card'; version: string }
) & {
  /** It wants more npm changes than the running rollback makes, so it does not join that. */
  widens?: boolean;
};

/** A running release that has moved nothing, and the version that customers keep when it is stopped. */
export interface StopTarget {
  operation: string;
  version: string;
  keeps: string | null;
}

/** From which to which version a line is rolled back. `from` null: it is unknown what is live. */
export interface RollbackTarget {
  from: string | null;
  to: string;
}

export type TargetDecision =
  | ({ is: 'roll-back' } & RollbackTarget)
  | ({ is: 'stop' } & StopTarget)
  /** Two choices: stop the running release, or stop it and roll back what is live. */
  | { is: 'choose'; stop: StopTarget; rollBack: RollbackTarget }
  | { is: 'join'; operation: string }
  | { is: 'no-target'; from: string | null };

/** The rollback target of this line, or the question that comes first. Pure. */
export function decideTarget(record: LineRecord, ask: TargetAsk): TargetDecision {
  const { underWay } = record;
  const named = ask.is === 'named' ? ask.version : undefined;
  if (underWay?.kind === 'rollback' && (named === undefined || named === underWay.version))
    return ask.widens === true
      ? { is: 'roll-back', from: underWay.replaced ?? record.live, to: underWay.version }
      : { is: 'join', operation: underWay.operation };
  const release = underWay?.kind === 'release' ? underWay : undefined;
  if (named !== undefined) return byName(record, named);
  if (release?.moved === true) return orNone(release.version, whatItReplaced(record, release));
  const back = orNone(record.live, fromLive(record, ask));
  if (release === undefined) return back;
  const stop = stopOf(record, release);
  return back.is === 'roll-back'
    ? { is: 'choose', stop, rollBack: { from: back.from, to: back.to } }
    : { is: 'stop', ...stop };
}

/** The rollback target without a named version; undefined for none. Any other target requires a reason. */
export function knownGoodOf(record: LineRecord): string | undefined {
  const { underWay } = record;
  if (underWay?.kind === 'release' && underWay.moved) return whatItReplaced(record, underWay);
  if (underWay?.kind !== 'rollback') return newestGood(record, record.live);
  // Its target may be live already: the next older one is not better.
  const isTarget = (one: RecordedVersion) => one.version === underWay.version;
  const versions = record.versions.map((one) => (isTarget(one) ? { ...one, verified: true } : one));
  return newestGood({ ...record, versions }, underWay.replaced ?? record.live);
}

/** What is rolled back: the running release once it has moved something, else what is live. */
export function takenFrom({ underWay, live }: LineRecord): string | null {
  return underWay?.kind === 'release' && underWay.moved ? underWay.version : live;
}

/** Naming the live version while a release has moved nothing stops that release and does nothing else. */
function byName(record: LineRecord, to: string): TargetDecision {
  const { live, underWay } = record;
  const stops = underWay?.kind === 'release' && !underWay.moved && to === live;
  return stops
    ? { is: 'stop', ...stopOf(record, underWay) }
    : { is: 'roll-back', from: takenFrom(record), to };
}

function stopOf({ live }: LineRecord, { operation, version }: LineOperation): StopTarget {
  return { operation, version, keeps: live };
}

function orNone(
  from: string | null,
  to: string | undefined,
): TargetDecision & { is: 'roll-back' | 'no-target' } {
  return to === undefined ? { is: 'no-target', from } : { is: 'roll-back', from, to };
}

/**
 * Customers had it until the release, so it need not be verified; a quarantined version is skipped. Where it is unknown,
 * as with foreign bytes on the pointer, the newest good version below the release.
 */
function whatItReplaced(record: LineRecord, { replaced, version }: LineOperation): string | undefined {
  if (replaced === null) return newestGood(record, version);
  const was = record.versions.find((one) => one.version === replaced);
  return was !== undefined && mayBeRestored(was) ? replaced : newestGood(record, replaced);
}

/**
 * From the card of the live release: the version that it replaced, if good. Else the newest good one below the live
 * version.
 */
function fromLive(record: LineRecord, ask: TargetAsk): string | undefined {
  const { live, versions } = record;
  const own =
    ask.is === 'card' && ask.version === live ? versions.find((one) => one.version === live) : undefined;
  const before = versions.find((one) => one.version === own?.replaced);
  return before !== undefined && isGood(before) ? before.version : newestGood(record, live);
}

function newestGood({ versions }: LineRecord, below: string | null): string | undefined {
  const good = versions.filter((one) => isGood(one) && (below === null || isNewer(below, one.version)));
  return good.map((one) => one.version).sort((a, b) => (isNewer(b, a) ? 1 : -1))[0];
}

function isGood(one: RecordedVersion): boolean {
  return one.verified && mayBeRestored(one);
}

function mayBeRestored({ quarantined, unusable }: RecordedVersion): boolean {
  return quarantined === null && unusable === undefined;
}
