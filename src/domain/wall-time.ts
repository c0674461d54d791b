import { Temporal } from 'temporal-polyfill';

const TIME = /^(?:(?<day>tomorrow|\d{4}-\d{2}-\d{2})\s+)?(?<time>(?:[01]?\d|2[0-3]):[0-5]\d)$/i;

/**
 * The instant that a person means by `18:00`, `tomorrow 09:00` or `2026-12-01 09:00`, in their zone; undefined for
 * anything else, and for a date in the past. A time alone is its next one. Where the clocks skip it, it is the later
 * time; where they repeat it, the first.
 */
export function instantOf(text: string, { now, zone }: { now: Date; zone: string }): Date | undefined {
  const { day, time } = TIME.exec(text.trim())?.groups ?? {};
  if (time === undefined) return undefined;
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const plainTime = Temporal.PlainTime.from(time.padStart(5, '0'));
  const on = (date: Temporal.PlainDate) =>
    new Date(date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds);
  if (day === undefined) {
    const next = on(today);
    return next > now ? next : on(today.add({ days: 1 }));
  }
  const date = day.toLowerCase() === 'tomorrow' ? today.add({ days: 1 }) : dateOf(day);
  const found = date && on(date);
  return found !== undefined && found > now ? found : undefined;
}

function dateOf(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** `2026-12-01 09:00 Europe/Brussels`. */
export function wallTimeOf(instant: Date, zone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return `${zoned.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')} ${zone}`;
}

/**
 * The same wall time some local days, weeks or months later, or earlier (ISO). A time that the clocks skip is the later
 * one, of a repeated one the first.
 */
export function addLocal(at: string, length: Temporal.DurationLike, zone: string): string {
  const moved = Temporal.Instant.from(at).toZonedDateTimeISO(zone).add(length);
  return new Date(moved.epochMilliseconds).toISOString();
}

/**
 * The instant (ISO) of the same local day, moved by days and to a time of day where these are named. A time that the
 * clocks skip is the later one, of a repeated one the first.
 */
export function instantIn(
  at: string,
  { days = 0, time, zone }: { days?: number; time?: string; zone: string },
): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone).add({ days });
  const moved = time === undefined ? local : local.withPlainTime(Temporal.PlainTime.from(time));
  return new Date(moved.epochMilliseconds).toISOString();
}
