import type { Notice } from '../../../domain/notice.ts';
import { daysAfter, startOfDay } from '../../../domain/notice-days.ts';
import { isNewer } from '../../../domain/version.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long before the notice has to be given its owner is reminded, and how that is said. */
const BEFORE: readonly [ms: number, name: string][] = [
  [14 * DAY_MS, 'in 14 days'],
  [7 * DAY_MS, 'in 7 days'],
  [3 * DAY_MS, 'in 3 days'],
  [DAY_MS, 'in 24 hours'],
  [HOUR_MS, 'in an hour'],
];
/** A reminder that is later than this says so. */
const LATE_MS = 15 * 60_000;

export interface Reminder {
  /** When it was due, ISO: two replicas that decide the same one post it once. */
  dueAt: string;
  /** When the last customer has to have accepted, relative to it. */
  when: string;
  isLate: boolean;
  /** Earlier ones since the draft that were not posted and are skipped. */
  dueBefore: readonly string[];
}

/** The instant by which the last acceptance has to be in: the release's day begins so many local days later. */
export function mustBeGivenBy(on: string, { days, zone }: { days: number; zone: string }): string {
  return startOfDay(on, -days, zone);
}

/** A rollback, an emergency, a reminder and a message are told at once: half an hour is for their review. */
const AT_ONCE_MS = 30 * 60_000;

/** The instant by which a notice has to be given. */
export function noticeDueAt(
  { topic, on, draftedAt }: Pick<Notice, 'topic' | 'on' | 'draftedAt'>,
  rule: { days: number; zone: string },
): string {
  if (topic === 'release') return mustBeGivenBy(on, rule);
  return new Date(Date.parse(draftedAt) + AT_ONCE_MS).toISOString();
}

/**
 * The day, counted from the release, of the newest reminder to customers that is due; null for none. A release that was
 * taken back, or has not happened, reminds of nothing.
 */
export function decideCustomerReminder({
  version,
  days,
  moves,
  now,
  zone,
}: {
  version: string;
  days: readonly number[];
  /** What the release line's pointer held, oldest first, as the journal confirms it. */
  moves: readonly { version: string; at: string }[];
  now: string;
  zone: string;
}): { day: number; releasedAt: string } | null {
  const released = moves.find((one) => one.version === version);
  const live = moves.at(-1);
  if (released === undefined || live === undefined || isNewer(version, live.version)) return null;
  const due = days.filter((day) => daysAfter(released.at, day, zone) <= now);
  return due.length === 0 ? null : { day: Math.max(...due), releasedAt: released.at };
}

/** The newest reminder that is due: 14, 7 and 3 days, 24 hours and one hour before, then daily. */
export function decideReminder({
  givenBy,
  since,
  now,
}: {
  givenBy: string;
  /** What was due before the draft is no reminder. */
  since: string;
  now: string;
}): Reminder | null {
  const target = Date.parse(givenBy);
  const at = Date.parse(now);
  const before = BEFORE.map(([ms, when]) => ({ at: target - ms, when }));
  const days = Math.max(0, Math.floor((at - target) / DAY_MS) + 1);
  const after = Array.from({ length: Math.min(days, MOST_DAILY) }, (_, nth) => {
    const day = days - 1 - nth;
    return {
      at: target + day * DAY_MS,
      when: day === 0 ? 'now' : `${day} ${day === 1 ? 'day' : 'days'} ago`,
    };
  }).toReversed();
  const due = [...before, ...after].filter((one) => one.at <= at && one.at >= Date.parse(since));
  const newest = due.at(-1);
  if (newest === undefined) return null;
  return {
    dueAt: new Date(newest.at).toISOString(),
    when: newest.when,
    isLate: at - newest.at > LATE_MS,
    dueBefore: due.slice(0, -1).map((one) => new Date(one.at).toISOString()),
  };
}

/** So many daily reminders are looked back at. */
const MOST_DAILY = 7;
