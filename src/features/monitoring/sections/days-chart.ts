import type { Chart } from '../../../domain/monitor-report.ts';
import { createPeriodOf } from '../../../domain/period.ts';
import { MINUTE_MS, type Sample } from '../../../domain/sample.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;
/** A week or two are shown; Slack draws at most 20 points and six lines (docs/services.md, Slack). */
const SHORT = 7;
const LONG = 14;
const MOST_SERIES = 6;

/** One line of a chart, from the days of a series; null where a day says nothing. */
export interface ChartLine {
  name: string;
  days: readonly Sample[];
  valueOf(day: Sample): number | null;
}

/** The last 7 or 14 days that are over; null where nothing was measured in any of them. */
export function daysChart(
  { title, unit, lines }: { title: string; unit: string; lines: readonly ChartLine[] },
  { days, now, zone }: { days: number; now: Date; zone: string },
): Chart | null {
  const begins = lastDays(now, { zone, count: days < LONG ? SHORT : LONG });
  const label = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone });
  const series = lines.slice(0, MOST_SERIES).map((line) => {
    const byDay = new Map(line.days.map((day) => [day.at, day]));
    const values = begins.map((at) => {
      const day = byDay.get(at);
      return day === undefined ? null : line.valueOf(day);
    });
    return { name: line.name, values };
  });
  const measured = series.filter(({ values }) => values.some((value) => value !== null));
  if (measured.length === 0) return null;
  return { title, unit, categories: begins.map((at) => label.format(new Date(at))), series: measured };
}

/** The begins of the last complete days of a zone, the oldest first. */
function lastDays(now: Date, { zone, count }: { zone: string; count: number }): string[] {
  const periodOf = createPeriodOf(zone);
  const begins: string[] = [];
  let begin = Date.parse(periodOf('day', now).at);
  for (let n = 0; n < count; n += 1) {
    const { at } = periodOf('day', new Date(begin - DAY_MS / 2));
    begins.unshift(at);
    begin = Date.parse(at);
  }
  return begins;
}
