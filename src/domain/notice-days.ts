import { Temporal } from 'temporal-polyfill';

/**
 * When so many days have passed for a customer: the same wall time as many local days later in its zone. A wall time
 * that a change of the clock skips is the later one, one that comes twice the first.
 */
export function daysAfter(at: string, days: number, zone: string): string {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .add({ days })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

/** When a local date begins, moved by so many days. */
export function startOfDay(date: string, days: number, zone: string): string {
  return Temporal.PlainDate.from(date)
    .add({ days })
    .toZonedDateTime(zone)
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

/** The local date of an instant. */
export function localDate(at: string, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Whether it is a date as `2027-01-12`. */
export function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}
