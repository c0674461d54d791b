import type { Verdict } from './compare-releases.ts';

/** Looks in a row that say the same. `since` is ISO. */
export interface Streak {
  is: Verdict['is'];
  since: string;
}

/** So long a look's verdict has to last before it replaces another one: three looks. */
const LASTS_MS = 90_000;
/** So long a worse release has to look well before it counts as well. */
const CLEARS_MS = 10 * 60_000;

/** The looks in a row after one more. */
export function streakOf(before: Streak | null, { is }: Verdict, now: string): Streak {
  return before?.is === is ? before : { is, since: now };
}

interface Before {
  judged: { verdict: Verdict } | null;
  worseSince: string | null;
}

/**
 * The verdict that stands after a look, so that a value at its limit does not call twice. *Worse* holds at once, and so
 * does every verdict where there was none; what takes a verdict back has to last. Pure; `now` is ISO.
 */
export function standingVerdict(
  { judged, worseSince }: Before,
  seen: Verdict,
  { streak, now }: { streak: Streak; now: string },
): Verdict {
  const before = judged?.verdict;
  if (before === undefined || before.is === seen.is || seen.is === 'worse') return seen;
  const lasted = Date.parse(now) - Date.parse(streak.since);
  if (seen.is === 'no-worse' && worseSince !== null) {
    if (lasted >= CLEARS_MS) return seen;
    return before.is === 'worse'
      ? before
      : { is: 'cannot-judge', why: `it looks well since ${streak.since}` };
  }
  const isFirst = before.is === 'cannot-judge';
  return isFirst || lasted >= LASTS_MS ? seen : before;
}

/** Since when the newest verdict that could be given is *worse*. */
export function worseSinceOf(worseSince: string | null, { is }: Verdict, now: string): string | null {
  if (is === 'cannot-judge') return worseSince;
  return is === 'worse' ? (worseSince ?? now) : null;
}
