import { isDeepStrictEqual } from 'node:util';
import { createPeriodOf, type Period, type PeriodOf } from '../../domain/period.ts';
import { type Grain, MINUTE_MS, mergeSamples, type Sample, type SampleKey } from '../../domain/sample.ts';

const HOUR_MS = 60 * MINUTE_MS;

/** How long rows stay after their period has ended. Days stay for ever. */
export interface Kept {
  minutesMs: number;
  hoursMs: number;
}

export const KEPT: Kept = { minutesMs: 48 * HOUR_MS, hoursMs: 90 * 24 * HOUR_MS };

/** A later minute is not accepted: the roll-ups of its day may be final. Half of what is kept, so that they run before. */
const LATEST_MS = KEPT.minutesMs / 2;
/** The clock of a service may be ahead by this much. */
const AHEAD_MS = 10 * MINUTE_MS;

/** Whether a minute may still be saved. */
export function isAccepted(minute: Date, now: Date): boolean {
  const age = now.getTime() - minute.getTime();
  return age <= LATEST_MS && age >= -AHEAD_MS;
}

/** What a roll-up changes: rows to insert or replace, and rows to delete, in one transaction. */
export interface RolledUp {
  write: readonly Sample[];
  delete: readonly SampleKey[];
}

/**
 * Hours and days of the minutes in `rows`. These are rows of any series: all its minutes, the hours and days in which
 * they are, and hours that may be too old. Running it again on the result changes nothing.
 *
 * Hours and days are written again from all their minutes, so that late ones count. The minutes of a day go together,
 * once all are old enough: until then the whole day can be computed, and afterwards it is final.
 */
export function rollUp(
  rows: readonly Sample[],
  { now, zone, kept = KEPT }: { now: Date; zone: string; kept?: Kept },
): RolledUp {
  const minutes = rows.filter(({ grain }) => grain === 'minute').toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const periodOf = createPeriodOf(zone);
  const stored = new Map(rows.map((row) => [keyOf(row), row]));
  const rolled = (['hour', 'day'] as const).flatMap((grain) => rolledTo(grain, minutes, periodOf));
  const oldHours = new Date(now.getTime() - kept.hoursMs);
  const oldMinutes = new Date(now.getTime() - kept.minutesMs);
  const isOver = (row: Sample): boolean => {
    if (row.grain === 'minute') return hasEnded(periodOf('day', new Date(row.at)), oldMinutes);
    return row.grain === 'hour' && hasEnded(row, oldHours);
  };
  const write = rolled.filter((row) => !isOver(row) && isNews(row, stored.get(keyOf(row))));
  const gone = rows.filter((row) => isOver(row) || isOfAnotherZone(row, minutes, periodOf));
  return { write, delete: gone.map(({ series, grain, at }) => ({ series, grain, at })) };
}

function rolledTo(grain: Grain, minutes: readonly Sample[], periodOf: PeriodOf): Sample[] {
  const periods = new Map<string, { period: Period; within: Sample[] }>();
  for (const minute of minutes) {
    const period = periodOf(grain, new Date(minute.at));
    const key = keyOf({ series: minute.series, grain, at: period.at });
    const known = periods.get(key) ?? { period, within: [] };
    known.within.push(minute);
    periods.set(key, known);
  }
  return [...periods.values()].flatMap(({ period, within }) => {
    const merged = mergeSamples(within);
    const series = within[0]?.series;
    return merged === undefined || series === undefined ? [] : [{ series, grain, ...period, ...merged }];
  });
}

/** A row that covers less never replaces one that covers more: some of its minutes are no longer stored. */
function isNews(row: Sample, stored: Sample | undefined): boolean {
  if (stored === undefined) return true;
  return row.covered >= stored.covered && !isDeepStrictEqual(row, stored);
}

/** A day that was computed for another zone, and whose minutes are all stored: they are in days of this zone now. */
function isOfAnotherZone(row: Sample, minutes: readonly Sample[], periodOf: PeriodOf): boolean {
  if (row.grain !== 'day' || periodOf('day', new Date(row.at)).at === row.at) return false;
  const end = endOf(row);
  const within = minutes.filter(
    ({ series, at }) => series === row.series && at >= row.at && Date.parse(at) < end,
  );
  return within.length >= row.covered;
}

function hasEnded(period: Period, by: Date): boolean {
  return endOf(period) <= by.getTime();
}

function endOf({ at, minutes }: Period): number {
  return Date.parse(at) + minutes * MINUTE_MS;
}

function keyOf({ series, grain, at }: SampleKey): string {
  return `${grain} ${at} ${series}`;
}
