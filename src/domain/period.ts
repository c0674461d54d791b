import { Temporal } from 'temporal-polyfill';
import { type Grain, MINUTE_MS } from './sample.ts';

export interface Period {
  /** ISO */
  at: string;
  minutes: number;
}

const HOUR_MS = 60 * MINUTE_MS;

/** The minute or hour of UTC, or the day of the zone, in which an instant is. */
export function periodOf(grain: Grain, instant: Date, zone: string): Period {
  if (grain === 'day') return dayOf(instant, zone);
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
