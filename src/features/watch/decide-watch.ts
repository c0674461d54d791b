import type { ReleaseWatchSettings } from '../../domain/settings.ts';
import { type Counts, compareReleases, exposureOf, type Limits, type Verdict } from './compare-releases.ts';
import { type Streak, standingVerdict, streakOf, worseSinceOf } from './standing-verdict.ts';

/** What is watched. Times are ISO. */
export interface Watch {
  version: string;
  releaseLine: string;
  /** The version that it is compared with; null on a line's first release. */
  replaced: string | null;
  /** When its pointer was moved. */
  startedAt: string;
  /** Until when browsers may run the replaced script; null where its max-age is unknown. */
  browsersUntil: string | null;
  endsAt: string;
  /** A person keeps the release: an automatic rollback is not due any more. */
  kept: { at: string; by: string } | null;
  /** The newest counts, and the verdict that stands; null before the first look. */
  judged: { at: string; counts: Counts | null; verdict: Verdict } | null;
  /** What the looks say, and since when they say the same; null before the first one. */
  streak: Streak | null;
  /** The newest verdict that could be given. */
  last: Exclude<Verdict['is'], 'cannot-judge'> | null;
  /** When an automatic rollback was due in shadow; null for never. */
  dueInShadow: string | null;
  /** The automatic rollback; null while none was due. */
  automatic: AutomaticRollback | null;
  /** What Navi's own probes say of a line's first release; null before the first look, and of other releases. */
  checks: Checks | null;
  /** Its time is over, and a person has to end it: it is its line's first release. */
  waits: boolean;
  /** Since when the newest verdict that could be given is *worse*; null otherwise. */
  worseSince: string | null;
}

/** A rollback that Navi began by itself, or was about to begin. */
export interface AutomaticRollback {
  dueAt: string;
  /** The first of the compared minutes in which the new release had too many errors per load. */
  firstBadAt: string | null;
  /** The rollback; null while it could not begin, because of `why`. */
  operation: string | null;
  why: string | null;
}

/** Whether Navi's own probes get the release, now and for some time. */
export type Checks = { is: 'well' } | { is: 'bad' | 'unknown'; why: string };

/** What is known of the watched release now. */
export interface Found {
  /** The release and the pointer are still those that the watch began with. */
  isLive: boolean;
  /** Another operation holds its line. */
  isHeld: boolean;
  /** The version that a rollback would restore was verified at the edge. */
  isTargetProven: boolean;
  counts: Counts | { missing: string };
  /** Asked of a line's first release only. */
  checks: Checks | null;
}

type WatchPolicy = Omit<ReleaseWatchSettings, 'soak'>;

/** What follows from one look at a watched release. */
export type WatchStep =
  | { is: 'judged'; watch: Watch; isNewVerdict: boolean /** Navi rolls it back now. */; rollsBack: boolean }
  | { is: 'over'; watch: Watch; how: 'passed' | 'superseded' };

/** Decides what follows from a look. Pure; `now` is ISO. */
export function decideWatch(watch: Watch, found: Found, policy: WatchPolicy, now: string): WatchStep {
  if (!found.isLive) return { is: 'over', watch, how: 'superseded' };
  const seen = seenNow(watch, found, policy);
  const streak = streakOf(watch.streak, seen.verdict, now);
  const verdict = standingVerdict(watch, seen.verdict, { streak, now });
  const isDue = isRollbackDue(watch, { ...found, ...seen, streak }, policy, now);
  const next: Watch = {
    ...watch,
    ...{ judged: { at: now, counts: seen.counts, verdict }, streak, checks: found.checks },
    last: verdict.is === 'cannot-judge' ? watch.last : verdict.is,
    worseSince: worseSinceOf(watch.worseSince, verdict, now),
    dueInShadow: watch.dueInShadow ?? (isDue && policy.automaticRollback === 'shadow' ? now : null),
  };
  const isNewVerdict = watch.judged?.verdict.is !== verdict.is;
  // A worse release is not let go in silence, however late it is, nor because its source has failed.
  const isOver = now >= watch.endsAt && (next.worseSince === null || next.kept !== null);
  if (isOver && watch.replaced !== null) return { is: 'over', watch: next, how: 'passed' };
  const waits = isOver && (watch.waits || found.checks?.is === 'well');
  return {
    is: 'judged',
    watch: { ...next, waits },
    isNewVerdict: isNewVerdict || waits !== watch.waits,
    rollsBack: isDue && policy.automaticRollback === 'on' && watch.automatic?.operation == null,
  };
}

interface Seen {
  counts: Counts | null;
  verdict: Verdict;
}

/** What this look says, alone. */
function seenNow({ replaced }: Watch, { counts }: Found, policy: Limits): Seen {
  if (replaced === null)
    return {
      counts: null,
      verdict: { is: 'cannot-judge', why: 'there is no earlier release to compare' },
    };
  if ('missing' in counts) return { counts: null, verdict: { is: 'cannot-judge', why: counts.missing } };
  return { counts, verdict: compareReleases(counts, policy) };
}

/** One look may have read a part of a minute: the next one must say the same. Looks are a minute apart. */
const CONFIRMED_MS = 30_000;

/**
 * Whether an automatic rollback is due: two looks in a row that say *worse*, enough loads and errors, an old release that
 * is well in the same minutes, a proven target, a free line, within the watch, and no person's decision to keep it.
 */
function isRollbackDue(
  { kept, endsAt }: Watch,
  found: Omit<Found, 'counts'> & Seen & { streak: Streak },
  policy: WatchPolicy,
  now: string,
): boolean {
  const { counts, verdict, streak, isHeld, isTargetProven } = found;
  if (verdict.is !== 'worse' || Date.parse(now) - Date.parse(streak.since) < CONFIRMED_MS) return false;
  if (counts === null || kept !== null || isHeld || !isTargetProven || now >= endsAt) return false;
  const { fresh, old } = counts;
  const isEnough = fresh.loads >= policy.automaticLoads && fresh.errors >= policy.automaticErrors;
  return isEnough && old.errors / old.loads < policy.leastRate;
}

/** The part of the loads that the new release has; null where it is not known. */
export function exposed({ judged }: Watch): number | null {
  return judged?.counts == null ? null : exposureOf(judged.counts);
}
