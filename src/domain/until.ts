import { Temporal } from 'temporal-polyfill';
import { WEEKDAYS } from './schedule.ts';
import { isZone } from './zone.ts';

/** A time that a person typed, and the words after it. */
export interface Until {
  /** ISO. */
  at: string;
  rest: string;
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LENGTH = /^(?<count>\d{1,4})(?<unit>[mhd])(?:\s+|$)/;
const DAY =
  /^(?<day>today|tomorrow|\d{4}-\d{2}-\d{2}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\s+/i;
const TIME = /^(?<time>([01]?\d|2[0-3]):[0-5]\d)(?:\s+|$)/;

/**
 * Reads `4h`, `17:00`, `tomorrow 09:00`, `mon 09:00 Europe/Brussels` or `2026-12-01 09:00` at the beginning of words;
 * undefined where there is none. A time without a day, or with a day of the week, is the next one. A local time that
 * the clocks leave out is the later one; of a repeated one the later counts, too.
 */
export function readUntil(words: string, { now, zone }: { now: Date; zone: string }): Until | undefined {
  const text = words.trim().replace(/^until\s+/i, '');
  const length = LENGTH.exec(text);
  if (length?.groups !== undefined) {
    const unit = UNITS_MS[length.groups['unit'] as keyof typeof UNITS_MS];
    const at = now.getTime() + Number(length.groups['count']) * unit;
    return { at: new Date(at).toISOString(), rest: text.slice(length[0].length) };
  }
  const day = DAY.exec(text);
  const afterDay = text.slice(day?.[0].length ?? 0);
  const time = TIME.exec(afterDay);
  if (time === null) return undefined;
  const afterTime = afterDay.slice(time[0].length);
  const [word = ''] = afterTime.split(/\s/);
  const own = /^(UTC|[A-Z][\w+-]*\/[\w+/-]+)$/.test(word) && isZone(word) ? word : undefined;
  const at = wallTime(day?.groups?.['day'], time.groups?.['time'] ?? '', { now, zone: own ?? zone });
  if (at === undefined) return undefined;
  return { at, rest: (own === undefined ? afterTime : afterTime.slice(own.length)).trim() };
}

function wallTime(
  day: string | undefined,
  time: string,
  { now, zone }: { now: Date; zone: string },
): string | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const clock = Temporal.PlainTime.from(time.padStart(5, '0'));
  const on = (date: Temporal.PlainDate) =>
    new Date(
      date.toPlainDateTime(clock).toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds,
    ).toISOString();
  const named = day?.toLowerCase();
  if (named === 'today') return on(today);
  if (named === 'tomorrow') return on(today.add({ days: 1 }));
  if (named !== undefined && /^\d/.test(named)) {
    const date = dateOf(named);
    return date && on(date);
  }
  const weekday = WEEKDAYS.findIndex((one) => named?.startsWith(one));
  return Array.from({ length: 8 }, (_, days) => today.add({ days }))
    .filter((date) => weekday < 0 || date.dayOfWeek === weekday + 1)
    .map(on)
    .find((at) => Date.parse(at) > now.getTime());
}

function dateOf(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}
