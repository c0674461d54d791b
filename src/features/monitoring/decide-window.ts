import type { Minutes } from '../../domain/period.ts';
import { MINUTE_MS } from '../../domain/sample.ts';
import type { Source } from '../../engine/define-source.ts';

/** Minutes that are read again: what came late to the source replaces what was saved. */
const AGAIN = 5;
/** A longer time is read in several parts. */
const LONGEST = 6 * 60;

/** The clocks of two processes may differ by this much. Milliseconds. */
const APART_MS = 10 * MINUTE_MS;

/** When and how far a source is read. */
type Timing = Pick<Source, 'everyMinutes' | 'lagMinutes' | 'reachMinutes'>;

/**
 * Up to when a source is saved; null where nothing is, and where the time is ahead: it was saved by a clock that was set
 * back since, or the row is not as Navi wrote it.
 */
export function savedUpTo(readTo: string | null, now: Date): string | null {
  const aheadMs = Date.parse(readTo ?? '') - now.getTime();
  return aheadMs <= APART_MS ? readTo : null;
}

/**
 * The minutes to read now; null where the source is not due. They begin with the first one that is not saved, as far as
 * the source still tells of it, and end with the last that is complete there.
 */
export function decideWindow(timing: Timing, readTo: string | null, now: Date): Minutes | null {
  const { everyMinutes, lagMinutes, reachMinutes } = timing;
  const thisMinute = Math.floor(now.getTime() / MINUTE_MS);
  const end = thisMinute - lagMinutes;
  const upTo = savedUpTo(readTo, now);
  const saved = upTo === null ? null : Math.floor(Date.parse(upTo) / MINUTE_MS);
  if (reachMinutes === 0) {
    const isDue = saved === null || thisMinute >= saved - 1 + everyMinutes;
    return isDue ? windowOf(thisMinute, thisMinute + 1) : null;
  }
  const first = Math.max(saved ?? 0, end - reachMinutes);
  // The clock of another process may be ahead.
  if (end - first < everyMinutes) return null;
  const from = saved === null ? first : Math.max(first - AGAIN, end - reachMinutes);
  return windowOf(from, Math.min(end, first + LONGEST));
}

function windowOf(from: number, to: number): Minutes {
  return { from: new Date(from * MINUTE_MS), to: new Date(to * MINUTE_MS) };
}

/** Whether there is more to read at once. */
export function hasMore(timing: Timing, readTo: string, now: Date): boolean {
  return timing.reachMinutes > 0 && decideWindow(timing, readTo, now) !== null;
}
