import { z } from 'zod';
import type { Minutes } from '../../domain/period.ts';
import { MINUTE_MS } from '../../domain/sample.ts';
import type { Ask } from '../http/index.ts';
import { Distribution } from './distribution.ts';

const Point = z.object({
  interval: z.object({ endTime: z.iso.datetime({ offset: true }) }),
  value: z.object({
    boolValue: z.boolean().optional(),
    // An int64 is a text in JSON.
    int64Value: z.coerce.number().int().nonnegative().optional(),
    doubleValue: z.number().optional(),
    distributionValue: Distribution.optional(),
  }),
});
type Point = z.infer<typeof Point>;
/** Google keeps so many characters of a label (cloud.google.com, "Configure labels on log-based metrics"). */
const Label = z.string().max(1024);
const Page = z.object({
  timeSeries: z
    .array(
      z.object({
        metric: z.object({ labels: z.record(z.string(), Label).default({}) }),
        points: z.array(Point),
      }),
    )
    .default([]),
  nextPageToken: z.string().max(4096).optional(),
  executionErrors: z.array(z.unknown()).default([]),
});
/** A page has up to 100,000 points; a day of the load balancer's series has fewer in all. */
const MOST_PAGES = 5;

export interface Wanted {
  project: string;
  filter: string;
  minutes: Minutes;
  /** Labels by which the others are summed up; none leaves the points as they are. */
  summed: readonly string[];
  /** Of what is summed up; a minute where it is left out. */
  periodMinutes?: number;
  /** How many pages of how many points are read at most; Google's largest where it is left out. */
  pages?: { most: number; points: number };
}

interface Found {
  points: { minute: string; labels: Readonly<Record<string, string>>; value: Point['value'] }[];
  isIncomplete: boolean;
}

/** Every point of the time series, each with the begin of its period. */
export async function listAll(ask: Ask, wanted: Wanted): Promise<Found> {
  const { project, filter, minutes, summed, periodMinutes = 1, pages } = wanted;
  const found: Found = { points: [], isIncomplete: false };
  const query: [string, string][] = [
    ['filter', filter],
    ['interval.startTime', minutes.from.toISOString()],
    ['interval.endTime', minutes.to.toISOString()],
    ['view', 'FULL'],
    ...(summed.length === 0 ? [] : aggregation(summed, periodMinutes)),
    ...(pages === undefined ? [] : [['pageSize', String(pages.points)] as [string, string]]),
  ];
  let token: string | undefined;
  for (let page = 0; page < (pages?.most ?? MOST_PAGES); page += 1) {
    const { data } = await ask({
      path: `/v3/projects/${encodeURIComponent(project)}/timeSeries`,
      query: token === undefined ? query : [...query, ['pageToken', token]],
      shape: Page,
    });
    for (const { metric, points } of data.timeSeries)
      for (const { interval, value } of points) {
        const last = minuteBefore(interval.endTime);
        if (last < minutes.from.getTime() || last >= minutes.to.getTime()) continue;
        const minute = new Date(last - (periodMinutes - 1) * MINUTE_MS).toISOString();
        found.points.push({ minute, labels: metric.labels, value });
      }
    found.isIncomplete ||= data.executionErrors.length > 0;
    token = data.nextPageToken;
    if (token === undefined || token === '') return found;
  }
  return { ...found, isIncomplete: true };
}

function aggregation(labels: readonly string[], periodMinutes: number): [string, string][] {
  return [
    ['aggregation.alignmentPeriod', `${periodMinutes * 60}s`],
    ['aggregation.perSeriesAligner', 'ALIGN_DELTA'],
    ['aggregation.crossSeriesReducer', 'REDUCE_SUM'],
    ...labels.map((label): [string, string] => ['aggregation.groupByFields', `metric.labels.${label}`]),
  ];
}

/** A point at a minute's end is of that minute. */
function minuteBefore(endTime: string): number {
  return Math.floor((Date.parse(endTime) - 1) / MINUTE_MS) * MINUTE_MS;
}
