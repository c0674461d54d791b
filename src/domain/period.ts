import { Temporal } from 'temporal-polyfill';
import { type Grain, MINUTE_MS } from './sample.ts';

/** Whole minutes: from the begin of the first up to, not including, `to`. */
export interface Minutes {
  from: Date;
  to: Date;
}

export interface Period {
  /** ISO */
  at: string;
  minutes: number;
}

const HOUR_MS = 60 * MINUTE_MS;

/** The minute or hour of UTC, or the day of the zone, in which an instant is. */
export type PeriodOf = (grain: Grain, instant: Date) => Period;

/** Keeps the last day that it found: a roll-up asks for thousands of minutes of a few days. */
export function createPeriodOf(zone: string): PeriodOf {
  let day: Period | undefined;
  return (grain, instant) => {
    if (grain !== 'day') return hourOrMinute(grain, instant);
    if (day === undefined || !isIn(day, instant)) day = dayOf(instant, zone);
    return day;
  };
}

function isIn({ at, minutes }: Period, instant: Date): boolean {
  const since = instant.getTime() - Date.parse(at);
  return since >= 0 && since < minutes * MINUTE_MS;
}

function hourOrMinute(grain: 'hour' | 'minute', instant: Date): Period {
  const ms = grain === 'hour' ? HOUR_MS : MINUTE_MS;
  const at = Math.floor(instant.getTime() / ms) * ms;
  return { at: new Date(at).toISOString(), minutes: ms / MINUTE_MS };
}

/** A day has 23 or 25 hours where the clocks change. */
function dayOf(instant: Date, zone: string): Period {
  const date = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  const begin = date.toZonedDateTime(zone).epochMilliseconds;
  const end = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  return { at: new Date(begin).toISOString(), minutes: Math.round((end - begin) / MINUTE_MS) };
}
