import { Temporal } from 'temporal-polyfill';
import { type Occurrence, WEEKDAYS, type When } from './schedule.ts';

/** Schedules are checked once a minute; a job that starts later than this is late. */
const LATE_AFTER_MS = 2 * 60_000;
const DAY_MS = 86_400_000;
/** The clocks of two replicas may differ by this much without counting as fast. */
const CLOCKS_APART_MS = 10 * 60_000;
/** How many days are looked back; older occurrences are not named. */
const LOOK_BACK_DAYS = 400;
const MOST_NAMED = 31;

/** What a schedule does now. `last` is the newest occurrence that counts as done (ISO). */
export type Decided =
  | { is: 'nothing' }
  /** The schedule is new, or its record was written by a fast clock: it starts now. */
  | { is: 'begins'; last: string }
  | { is: 'due'; last: string; occurrence: Occurrence; isLate: boolean; skipped: Skipped };

/** Missed occurrences that are skipped: the newest by name, oldest first, and how many more. */
export interface Skipped {
  names: readonly string[];
  more: number;
}

/** The newest missed occurrence is due, once; older ones are skipped. */
export function decideDue(when: When, { last, now }: { last: string | null; now: Date }): Decided {
  const at = now.getTime();
  const since = last === null ? Number.NaN : Date.parse(last);
  const ahead = when.is === 'every' ? Math.max(when.ms, CLOCKS_APART_MS) : DAY_MS;
  if (Number.isNaN(since) || since - at > ahead) return { is: 'begins', last: now.toISOString() };
  const missed = when.is === 'every' ? slotsIn(when.ms, since, at) : timesIn(when, since, at);
  const [newest, ...older] = missed.newestFirst;
  if (newest === undefined) return { is: 'nothing' };
  const names = older.slice(0, MOST_NAMED).map(({ name }) => name);
  return {
    is: 'due',
    last: newest.dueAt,
    occurrence: newest,
    isLate: at - Date.parse(newest.dueAt) > LATE_AFTER_MS,
    skipped: { names: names.toReversed(), more: missed.count - 1 - names.length },
  };
}

const MOST_DAYS_AHEAD = 8;

/** The first time after now (ISO). Each weekday comes within a week, and a date that the clocks leave out a day later. */
export function nextDue(when: When, now: Date): string | null {
  const at = now.getTime();
  if (when.is === 'every') return new Date((Math.floor(at / when.ms) + 1) * when.ms).toISOString();
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(when.zone).toPlainDate();
  for (let day = 0; day < MOST_DAYS_AHEAD; day += 1) {
    const later = occurrencesOn(today.add({ days: day }), when).filter((one) => one.at > at);
    const next = later.at(-1);
    if (next !== undefined) return next.dueAt;
  }
  return null;
}

/** The occurrences after one time and up to another, the newest first; of an interval the newest. */
export function occurrencesBetween(when: When, since: number, until: number): readonly Occurrence[] {
  return (when.is === 'every' ? slotsIn(when.ms, since, until) : timesIn(when, since, until)).newestFirst;
}

/** Occurrences after one time and up to another; `count` may be more than are listed. */
interface Missed {
  newestFirst: readonly Occurrence[];
  count: number;
}

function slotsIn(ms: number, since: number, until: number): Missed {
  const newest = Math.floor(until / ms);
  const count = Math.max(0, newest - Math.floor(since / ms));
  const listed = Array.from({ length: Math.min(count, MOST_NAMED + 1) }, (_, n) => {
    const dueAt = new Date((newest - n) * ms).toISOString();
    return { name: `${dueAt.slice(0, 16).replace('T', ' ')} UTC`, dueAt };
  });
  return { newestFirst: listed, count };
}

function timesIn(when: Extract<When, { is: 'at' }>, since: number, until: number): Missed {
  const found: Occurrence[] = [];
  let date = Temporal.Instant.fromEpochMilliseconds(until).toZonedDateTimeISO(when.zone).toPlainDate();
  for (let day = 0; day < LOOK_BACK_DAYS; day += 1, date = date.subtract({ days: 1 })) {
    const ofDay = occurrencesOn(date, when);
    found.push(...ofDay.filter(({ at }) => at > since && at <= until));
    if (ofDay.some(({ at }) => at <= since)) break;
  }
  return { newestFirst: found, count: found.length };
}

/**
 * The newest first. A local time that the clock change leaves out moves later; of a repeated one the first counts.
 */
function occurrencesOn(
  date: Temporal.PlainDate,
  { times, days, zone }: Extract<When, { is: 'at' }>,
): (Occurrence & { at: number })[] {
  const weekday = WEEKDAYS[date.dayOfWeek - 1];
  if (weekday === undefined || !days.includes(weekday)) return [];
  return times
    .map((time) => {
      const local = date.toPlainDateTime(Temporal.PlainTime.from(time));
      const at = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
      return { name: `${date.toString()} ${time} ${zone}`, dueAt: new Date(at).toISOString(), at };
    })
    .toSorted((one, other) => other.at - one.at);
}
