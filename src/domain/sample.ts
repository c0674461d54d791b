import { type Histogram, merge } from './histogram.ts';

/** How long a row's period is: a minute, an hour of UTC, a day of the configured zone (23, 24 or 25 hours). */
export type Grain = 'minute' | 'hour' | 'day';

/** What was measured. Two measures of one series merge without loss. */
export type Measure =
  /** A level, such as an age: `last` is the newest, at its minute (ISO). Sum over `times` is the mean. */
  | { is: 'value'; times: number; sum: number; min: number; max: number; last: { at: string; value: number } }
  /** How often something happened. */
  | { is: 'count'; count: number }
  | { is: 'histogram'; histogram: Histogram };

/** What was measured of one series in one period. A period without a row was not measured: that is not zero. */
export interface Sample {
  /** What is measured, such as `edge-latency:eu`. A series has one kind of measure. */
  series: string;
  grain: Grain;
  /** Begin of the period, ISO. */
  at: string;
  /** How many minutes the period has. */
  minutes: number;
  /** How many of them were measured. */
  covered: number;
  /** Some of it was dropped or sampled away: what was counted is a lower bound, *at least n*. */
  isAtLeast: boolean;
  measure: Measure;
}

export type SampleKey = Pick<Sample, 'series' | 'grain' | 'at'>;

export const MINUTE_MS = 60_000;

/** One minute as it was measured. */
export function sampleOf(series: string, minute: Date, measure: Measure, isAtLeast = false): Sample {
  const at = new Date(Math.floor(minute.getTime() / MINUTE_MS) * MINUTE_MS).toISOString();
  return { series, grain: 'minute', at, minutes: 1, covered: 1, isAtLeast, measure };
}

/** The begin of each minute, ISO. */
export function eachMinute({ from, to }: { from: Date; to: Date }): string[] {
  const count = Math.round((to.getTime() - from.getTime()) / MINUTE_MS);
  return Array.from({ length: count }, (_, nth) => new Date(from.getTime() + nth * MINUTE_MS).toISOString());
}

/** One reading of a level. */
export function levelAt(minute: Date, value: number): Measure {
  return {
    is: 'value',
    times: 1,
    sum: value,
    min: value,
    max: value,
    last: { at: minute.toISOString(), value },
  };
}

/** Both measures in one; throws for measures of two kinds. */
function mergeMeasures(a: Measure, b: Measure): Measure {
  if (a.is === 'count' && b.is === 'count') return { is: 'count', count: a.count + b.count };
  if (a.is === 'histogram' && b.is === 'histogram')
    return { is: 'histogram', histogram: merge(a.histogram, b.histogram) };
  if (a.is === 'value' && b.is === 'value')
    return {
      is: 'value',
      times: a.times + b.times,
      sum: a.sum + b.sum,
      min: Math.min(a.min, b.min),
      max: Math.max(a.max, b.max),
      last: newer(a.last, b.last),
    };
  throw new TypeError(`a ${a.is} does not merge with a ${b.is}`);
}

/** Of two readings in the same minute the higher one, so that the order does not matter. */
function newer<T extends { at: string; value: number }>(a: T, b: T): T {
  if (a.at === b.at) return a.value >= b.value ? a : b;
  return a.at > b.at ? a : b;
}

/** What these periods of one series, of which none overlaps another, have together; undefined for none. */
export function mergeSamples(
  samples: readonly Sample[],
): Pick<Sample, 'measure' | 'covered' | 'isAtLeast'> | undefined {
  const [first, ...others] = samples;
  if (first === undefined) return undefined;
  return {
    measure: others.reduce((measure, one) => mergeMeasures(measure, one.measure), first.measure),
    covered: samples.reduce((covered, one) => covered + one.covered, 0),
    isAtLeast: samples.some((one) => one.isAtLeast),
  };
}
