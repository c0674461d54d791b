import { createPeriodOf } from '../../domain/period.ts';
import { MINUTE_MS, mergeSamples, type Sample } from '../../domain/sample.ts';
import type { Tx } from '../../ports/store.ts';
import { parseSeries, type Series } from './series.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;

/** The days of one series in a window, the oldest first. */
export interface Measured<S extends Series = Series> {
  series: S;
  days: readonly Sample[];
}

/** Whole days of the zone up to now; the last one is not over. */
export interface Days {
  from: Date;
  to: Date;
}

/** So many days of the zone, today included. */
export function daysUpTo(now: Date, { days, zone }: { days: number; zone: string }): Days {
  const periodOf = createPeriodOf(zone);
  const begin = periodOf('day', new Date(now.getTime() - (days - 1) * DAY_MS));
  return { from: new Date(begin.at), to: now };
}

type OfKind<K extends Series['is']> = Extract<Series, { is: K }>;

/** The days of all series of these kinds: it costs what it returns, however long the history is. */
export async function readMeasured<K extends Series['is']>(
  tx: Tx,
  kinds: readonly K[],
  window: Days,
): Promise<Measured<OfKind<K>>[]> {
  const found: Measured<OfKind<K>>[] = [];
  for (const { name, series } of await seriesOf(tx, kinds)) {
    const days = await tx.samples.read({ series: name, grain: 'day' }, rangeOf(window));
    if (days.length > 0) found.push({ series, days });
  }
  return found;
}

/** The minutes or hours of all series of these kinds. */
export async function readFine<K extends Series['is']>(
  tx: Tx,
  kinds: readonly K[],
  { grain, ...window }: Days & { grain: 'minute' | 'hour' },
): Promise<{ series: OfKind<K>; rows: readonly Sample[] }[]> {
  const found = [];
  for (const { name, series } of await seriesOf(tx, kinds)) {
    const rows = await tx.samples.read({ series: name, grain }, rangeOf(window));
    if (rows.length > 0) found.push({ series, rows });
  }
  return found;
}

async function seriesOf<K extends Series['is']>(tx: Tx, kinds: readonly K[]) {
  return (await tx.samples.series()).flatMap((name) => {
    const series = parseSeries(name);
    return series !== undefined && isOf(series, kinds) ? [{ name, series }] : [];
  });
}

function isOf<K extends Series['is']>(series: Series, kinds: readonly K[]): series is OfKind<K> {
  return kinds.some((kind) => kind === series.is);
}

function rangeOf({ from, to }: Days): { from: string; to: string } {
  return { from: from.toISOString(), to: to.toISOString() };
}

/** How much of several series was counted, and whether that is a lower bound. */
export interface Counted {
  count: number;
  isAtLeast: boolean;
}

export function countIn(rows: readonly Sample[]): Counted {
  let count = 0;
  for (const { measure } of rows) if (measure.is === 'count') count += measure.count;
  return { count, isAtLeast: rows.some((row) => row.isAtLeast) };
}

/** The merged measure of these rows of one series. */
export function mergedOf(rows: readonly Sample[]): Sample['measure'] | null {
  return mergeSamples(rows)?.measure ?? null;
}
