import type { ReleaseWatchSettings } from '../../domain/settings.ts';
import { type Counts, compareReleases, exposureOf, type Limits, type Verdict } from './compare-releases.ts';

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
  /** The newest comparison; null before the first. */
  judged: { at: string; counts: Counts | null; verdict: Verdict } | null;
  /** When an automatic rollback was due in shadow; null for never. */
  dueInShadow: string | null;
  /** Its time is over, and a person has to end it: it is its line's first release. */
  waits: boolean;
  /** Since when the newest verdict that could be given is *worse*; null otherwise. */
  worseSince: string | null;
}

/** What is known of the watched release now. */
export interface Found {
  /** The release and the pointer are still those that the watch began with. */
  isLive: boolean;
  /** Another operation holds its line. */
  isHeld: boolean;
  /** The version that a rollback would restore was verified at the edge. */
  isTargetProven: boolean;
  counts: Counts | { missing: string };
}

type WatchPolicy = Omit<ReleaseWatchSettings, 'soak'>;

/** What follows from one look at a watched release. */
export type WatchStep =
  | { is: 'judged'; watch: Watch; isNewVerdict: boolean }
  | { is: 'over'; watch: Watch; how: 'passed' | 'superseded' };

/** Decides what follows from a look. Pure; `now` is ISO. */
export function decideWatch(watch: Watch, found: Found, policy: WatchPolicy, now: string): WatchStep {
  if (!found.isLive) return { is: 'over', watch, how: 'superseded' };
  const judged = judgedNow(watch, found, policy, now);
  const next = { ...watch, judged, worseSince: worseSinceOf(watch, judged, now) };
  const isWorse = judged.verdict.is === 'worse';
  const isDue = policy.automatic === 'shadow' && isWorse && mayRollBack(next, found, policy);
  if (isDue && next.dueInShadow === null)
    return { is: 'judged', watch: { ...next, dueInShadow: now }, isNewVerdict: isOther(watch, judged) };
  // A worse release is not let go in silence, however late it is, nor because its source has failed.
  if (now >= watch.endsAt && (next.worseSince === null || next.kept !== null))
    return watch.replaced === null
      ? { is: 'judged', watch: { ...next, waits: true }, isNewVerdict: !watch.waits }
      : { is: 'over', watch: next, how: 'passed' };
  return { is: 'judged', watch: next, isNewVerdict: isOther(watch, judged) };
}

function judgedNow(
  { replaced }: Watch,
  { counts }: Found,
  policy: Limits,
  at: string,
): NonNullable<Watch['judged']> {
  if (replaced === null)
    return {
      at,
      counts: null,
      verdict: { is: 'cannot-judge', why: 'there is no earlier release to compare' },
    };
  if ('missing' in counts) return { at, counts: null, verdict: { is: 'cannot-judge', why: counts.missing } };
  return { at, counts, verdict: compareReleases(counts, policy) };
}

function worseSinceOf(
  { worseSince }: Watch,
  { verdict }: NonNullable<Watch['judged']>,
  now: string,
): string | null {
  if (verdict.is === 'cannot-judge') return worseSince;
  return verdict.is === 'worse' ? (worseSince ?? now) : null;
}

function isOther({ judged }: Watch, { verdict }: NonNullable<Watch['judged']>): boolean {
  return judged?.verdict.is !== verdict.is;
}

/**
 * Whether an automatic rollback would be due: enough loads and errors, an old release that is well in the same minutes,
 * a proven target, a free line, and no person's decision to keep it.
 */
function mayRollBack({ kept, judged }: Watch, found: Found, policy: WatchPolicy): boolean {
  const counts = judged?.counts;
  if (counts == null || kept !== null || found.isHeld || !found.isTargetProven) return false;
  const { fresh, old } = counts;
  const isEnough = fresh.loads >= policy.automaticLoads && fresh.errors >= policy.automaticErrors;
  return isEnough && old.errors / old.loads < policy.leastRate;
}

/** The part of the loads that the new release has; null where it is not known. */
export function exposed({ judged }: Watch): number | null {
  return judged?.counts == null ? null : exposureOf(judged.counts);
}
