import { z } from 'zod';
import type { Minutes } from '../../domain/period.ts';
import { MINUTE_MS } from '../../domain/sample.ts';
import type { Traffic, TrafficSeen } from '../../ports/traffic.ts';
import { type Ask, createJsonService } from '../http/index.ts';
import { bucketsOf, Distribution } from './distribution.ts';
import { createTokens } from './tokens.ts';

export interface GoogleMonitoringOptions {
  /** Undefined means Google's own address; `http://…` is called without credentials. */
  baseUrl: string | undefined;
  project: string;
  /** Of the load balancer's series. */
  urlMap: string;
  /** Of the uptime checks' series. */
  host: string;
  /** Milliseconds for one read, with all its requests. */
  deadlineMs: number;
}

const GOOGLE = 'https://monitoring.googleapis.com';
/** A page has up to 100,000 points; a day has fewer in all. */
const MOST_PAGES = 5;
const BALANCER = 'loadbalancing.googleapis.com/https';
const CHECK = 'monitoring.googleapis.com/uptime_check';

/** A label, as Google's are: none is from a visitor. */
const Label = z.string().max(100);
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

/** Google Cloud Monitoring: `projects.timeSeries.list` (docs/services.md). */
export function createGoogleMonitoring(options: GoogleMonitoringOptions): Traffic {
  const { project, urlMap, host, deadlineMs, baseUrl = GOOGLE } = options;
  const service = createJsonService({
    service: 'google-monitoring',
    baseUrl,
    deadlineMs,
    ...(baseUrl.startsWith('http://') ? {} : { headers: createTokens() }),
  });
  const ofBalancer = `resource.type="https_lb_rule" AND resource.labels.url_map_name="${urlMap}"`;
  const ofChecks = `resource.type="uptime_url" AND resource.labels.host="${host}"`;
  return {
    read: (minutes) =>
      service.call('read', async (ask): Promise<TrafficSeen> => {
        const list = (metric: string, resource: string, summed: readonly string[] = []) =>
          listAll(ask, { project, filter: `metric.type="${metric}" AND ${resource}`, minutes, summed });
        const [requests, latencies, checks, checkLatencies] = await Promise.all([
          list(`${BALANCER}/request_count`, ofBalancer, ['response_code_class', 'cache_result']),
          list(`${BALANCER}/total_latencies`, ofBalancer, ['proxy_continent']),
          list(`${CHECK}/check_passed`, ofChecks),
          list(`${CHECK}/request_latency`, ofChecks),
        ]);
        return {
          requests: requests.points.flatMap(({ minute, labels, value }) =>
            value.int64Value === undefined
              ? []
              : {
                  minute,
                  responseClass: labels['response_code_class'] ?? '0',
                  cache: labels['cache_result'] ?? 'UNKNOWN',
                  count: value.int64Value,
                },
          ),
          latencies: latencies.points.flatMap(({ minute, labels, value }) =>
            value.distributionValue === undefined
              ? []
              : {
                  minute,
                  continent: labels['proxy_continent'] ?? 'unknown',
                  buckets: bucketsOf(value.distributionValue),
                },
          ),
          checks: checks.points.flatMap(({ minute, labels, value }) =>
            value.boolValue === undefined
              ? []
              : { minute, location: labels['checker_location'] ?? 'unknown', passed: value.boolValue },
          ),
          checkLatencies: checkLatencies.points.flatMap(({ minute, labels, value }) =>
            value.doubleValue === undefined || value.doubleValue < 0
              ? []
              : { minute, location: labels['checker_location'] ?? 'unknown', ms: value.doubleValue },
          ),
          isIncomplete: [requests, latencies, checks, checkLatencies].some((one) => one.isIncomplete),
        };
      }),
  };
}

interface Wanted {
  project: string;
  filter: string;
  minutes: Minutes;
  /** Labels by which the others are summed up; none leaves the points as they are. */
  summed: readonly string[];
}

interface Found {
  points: { minute: string; labels: Readonly<Record<string, string>>; value: Point['value'] }[];
  isIncomplete: boolean;
}

async function listAll(ask: Ask, { project, filter, minutes, summed }: Wanted): Promise<Found> {
  const found: Found = { points: [], isIncomplete: false };
  const query: [string, string][] = [
    ['filter', filter],
    ['interval.startTime', minutes.from.toISOString()],
    ['interval.endTime', minutes.to.toISOString()],
    ['view', 'FULL'],
    ...(summed.length === 0 ? [] : aggregation(summed)),
  ];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data } = await ask({
      path: `/v3/projects/${encodeURIComponent(project)}/timeSeries`,
      query: token === undefined ? query : [...query, ['pageToken', token]],
      shape: Page,
    });
    for (const { metric, points } of data.timeSeries)
      for (const { interval, value } of points) {
        const minute = minuteBefore(interval.endTime);
        if (minute >= minutes.from.getTime() && minute < minutes.to.getTime())
          found.points.push({ minute: new Date(minute).toISOString(), labels: metric.labels, value });
      }
    found.isIncomplete ||= data.executionErrors.length > 0;
    token = data.nextPageToken;
    if (token === undefined || token === '') return found;
  }
  return { ...found, isIncomplete: true };
}

function aggregation(labels: readonly string[]): [string, string][] {
  return [
    ['aggregation.alignmentPeriod', '60s'],
    ['aggregation.perSeriesAligner', 'ALIGN_DELTA'],
    ['aggregation.crossSeriesReducer', 'REDUCE_SUM'],
    ...labels.map((label): [string, string] => ['aggregation.groupByFields', `metric.labels.${label}`]),
  ];
}

/** A point at a minute's end is of that minute. */
function minuteBefore(endTime: string): number {
  return Math.floor((Date.parse(endTime) - 1) / MINUTE_MS) * MINUTE_MS;
}
