import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedMonitoring, startMonitoring } from '../../../simulator/monitoring/index.ts';
import { minuteOf } from '../../../simulator/visitors/minutes.ts';
import { createTraffic, type Traffic } from '../../../simulator/visitors/traffic.ts';
import { controlOf } from '../../harness/world/control.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-27T09:00:00Z');
const COUNT = 'metric.type = "loadbalancing.googleapis.com/https/request_count"';
const LATENCY = 'metric.type = "loadbalancing.googleapis.com/https/total_latencies"';
const PASSED = 'metric.type="monitoring.googleapis.com/uptime_check/check_passed"';
const LOADS = 'metric.type="logging.googleapis.com/user/navi_loads"';

const Answer = z.object({
  timeSeries: z
    .array(
      z.object({
        metric: z.object({ type: z.string(), labels: z.record(z.string(), z.string()) }),
        resource: z.object({ type: z.string(), labels: z.record(z.string(), z.string()) }),
        metricKind: z.string(),
        valueType: z.string(),
        points: z
          .array(
            z.object({
              interval: z.object({ startTime: z.string(), endTime: z.string() }),
              value: z.record(z.string(), z.unknown()),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
  executionErrors: z.array(z.unknown()).default([]),
  error: z.object({ code: z.number(), status: z.string(), message: z.string() }).optional(),
});

let at: number;
let traffic: Traffic;
let monitoring: SimulatedMonitoring;

beforeEach(async () => {
  at = START + 60 * MINUTE;
  traffic = createTraffic();
  monitoring = await startMonitoring({
    source: { traffic, caughtUp: async () => undefined },
    project: 'p',
    urlMap: 'map',
    host: 'cdn.example',
    clock: createWorldClock({ machine: () => at }),
  });
});
afterEach(() => monitoring.close());

async function list(filter: string, more: Record<string, string | string[]> = {}) {
  const url = new URL(`${monitoring.url}/v3/projects/p/timeSeries`);
  const all = {
    filter,
    'interval.startTime': '2026-11-27T09:00:00Z',
    'interval.endTime': new Date(at).toISOString(),
    ...more,
  };
  for (const [name, values] of Object.entries(all))
    for (const value of [values].flat()) url.searchParams.append(name, value);
  const answer = await fetch(url);
  return { status: answer.status, ...Answer.parse(await answer.json()) };
}

const aligned = (aligner: string, more: Record<string, string | string[]> = {}) => ({
  'aggregation.alignmentPeriod': '600s',
  'aggregation.perSeriesAligner': aligner,
  ...more,
});
const first = minuteOf(START);
const request = (minute: number, count: number, more: Record<string, string> = {}) =>
  traffic.requests.add(
    { country: 'Belgium', continent: 'Europe', code: '200', cache: 'HIT', ...more },
    first + minute,
    count,
  );

describe('request counts', () => {
  it('come as samples of a minute, newest first, as text, with holes for silent minutes', async () => {
    request(0, 4);
    request(2, 6);

    const { timeSeries } = await list(COUNT);

    expect(timeSeries).toMatchObject([
      {
        metric: { labels: { cache_result: 'HIT', response_code: '200', response_code_class: '200' } },
        resource: { type: 'https_lb_rule', labels: { url_map_name: 'map', project_id: 'p' } },
        metricKind: 'DELTA',
        valueType: 'INT64',
        points: [
          {
            interval: { startTime: '2026-11-27T09:02:00Z', endTime: '2026-11-27T09:03:00Z' },
            value: { int64Value: '6' },
          },
          {
            interval: { startTime: '2026-11-27T09:00:00Z', endTime: '2026-11-27T09:01:00Z' },
            value: { int64Value: '4' },
          },
        ],
      },
    ]);
  });

  it('are not visible for 210 seconds', async () => {
    request(59, 9);

    expect((await list(COUNT)).timeSeries).toEqual([]);
    at += 209_000;
    expect((await list(COUNT)).timeSeries).toEqual([]);
    at += 1_000;
    expect((await list(COUNT)).timeSeries).toHaveLength(1);
  });

  it('are summed by cache result over periods that end with the interval', async () => {
    request(1, 10);
    request(2, 1, { cache: 'MISS', country: 'Germany' });
    request(3, 5, { country: 'Singapore', continent: 'Asia' });
    request(12, 7);
    at = START + 25 * MINUTE;

    const { timeSeries } = await list(
      COUNT,
      aligned('ALIGN_DELTA', {
        'interval.endTime': '2026-11-27T09:20:00Z',
        'aggregation.crossSeriesReducer': 'REDUCE_SUM',
        'aggregation.groupByFields': ['metric.labels.cache_result'],
      }),
    );

    expect(timeSeries.map(({ metric, points }) => [metric.labels, points.map(({ value }) => value)])).toEqual(
      [
        [{ cache_result: 'HIT' }, [{ int64Value: '7' }, { int64Value: '15' }]],
        [{ cache_result: 'MISS' }, [{ int64Value: '1' }]],
      ],
    );
  });

  it('are filtered by labels', async () => {
    request(1, 10);
    request(1, 2, { code: '502', cache: 'MISS' });
    request(1, 3, { country: 'Singapore', continent: 'Asia' });
    const sums = async (filter: string) =>
      (await list(`${COUNT} AND ${filter}`)).timeSeries.flatMap(({ points }) =>
        points.map(({ value }) => value['int64Value']),
      );

    expect(await sums('metric.labels.response_code_class = 500')).toEqual(['2']);
    expect(await sums('metric.label.response_code_class != 500')).toEqual(['10', '3']);
    expect(await sums('resource.type = "https_lb_rule" metric.labels.proxy_continent = "Asia"')).toEqual([
      '3',
    ]);
    expect(await sums('metric.labels.cache_result = one_of("MISS", "PARTIAL_HIT")')).toEqual(['2']);
    expect(await sums('resource.labels.url_map_name = "other"')).toEqual([]);
  });

  it('come in pages of so many points', async () => {
    for (let minute = 0; minute < 5; minute += 1) request(minute, minute + 1);
    request(0, 9, { code: '404' });

    const one = await list(COUNT, { pageSize: '4' });
    const two = await list(COUNT, { pageSize: '4', pageToken: one.nextPageToken ?? '' });

    const counts = ({ timeSeries }: typeof one) =>
      timeSeries.map(({ points }) => points.map(({ value }) => value['int64Value']));
    expect(counts(one)).toEqual([['5', '4', '3', '2']]);
    expect(counts(two)).toEqual([['1'], ['9']]);
    expect(two.nextPageToken).toBeUndefined();
  });
});

describe('latencies', () => {
  const took = (bucket: number, count: number, continent = 'Europe') =>
    traffic.latencies.add(
      { country: 'x', continent, code: '200', cache: 'HIT', bucket: String(bucket) },
      first,
      count,
    );

  it('are distributions in exponential buckets', async () => {
    took(10, 3);
    took(12, 1);

    const [series] = (await list(LATENCY)).timeSeries;

    expect(series).toMatchObject({ metricKind: 'DELTA', valueType: 'DISTRIBUTION' });
    expect(series?.points[0]?.value).toMatchObject({
      distributionValue: {
        count: '4',
        bucketOptions: { exponentialBuckets: { numFiniteBuckets: 66, growthFactor: 1.4, scale: 1 } },
        bucketCounts: ['0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '3', '0', '1'],
      },
    });
  });

  it('give a percentile of all together, by continent', async () => {
    took(10, 95);
    took(16, 5);
    took(14, 7, 'Asia');

    const { timeSeries } = await list(
      LATENCY,
      aligned('ALIGN_DELTA', {
        'aggregation.crossSeriesReducer': 'REDUCE_PERCENTILE_95',
        'aggregation.groupByFields': ['metric.labels.proxy_continent'],
      }),
    );

    const p95 = timeSeries.map(({ metric, points }) => [
      metric.labels['proxy_continent'],
      Math.round(Number(points[0]?.value['doubleValue'])),
    ]);
    expect(p95).toEqual([
      ['Europe', Math.round(1.4 ** 10)],
      ['Asia', Math.round(1.4 ** 13 + 0.95 * (1.4 ** 14 - 1.4 ** 13))],
    ]);
  });
});

it('uptime checks tell by location which part passed', async () => {
  for (let minute = 0; minute < 10; minute += 1) {
    traffic.passed.add({ location: 'eur-belgium' }, first + minute, 1);
    (minute < 2 ? traffic.failed : traffic.passed).add({ location: 'usa-iowa' }, first + minute, 1);
  }
  at = START + 14 * MINUTE;

  const { timeSeries } = await list(
    PASSED,
    aligned('ALIGN_FRACTION_TRUE', { 'interval.endTime': '2026-11-27T09:10:00Z' }),
  );

  expect(
    timeSeries.map(({ metric, points }) => [metric.labels['checker_location'], points[0]?.value]),
  ).toEqual([
    ['eur-belgium', { doubleValue: 1 }],
    ['usa-iowa', { doubleValue: 0.8 }],
  ]);
});

it('loads are counted by the referrer’s host and the path’s first part, from the metric’s creation on', async () => {
  traffic.referrers.add({ host: 'a.example', path: 'v1' }, first, 5);
  expect((await list(LOADS)).timeSeries[0]?.metric.labels).toEqual({
    referrer_host: 'a.example',
    path: 'v1',
  });

  await controlOf(monitoring.url).post('log-metric', { name: null });
  expect(await list(LOADS)).toMatchObject({ status: 404, error: { status: 'NOT_FOUND' } });

  await controlOf(monitoring.url).post('log-metric', { name: 'navi_loads' });
  expect(await list(LOADS)).toMatchObject({ status: 200, timeSeries: [] });
});

describe('what the real API refuses', () => {
  it.each([
    ['a filter without a metric', 'resource.type = "https_lb_rule"', {}, 'metric type'],
    ['two metrics', `${COUNT} AND ${LATENCY}`, {}, 'metric type'],
    ['a filter that is none', `${COUNT} AND metric.labels.x = `, {}, 'lexical'],
    [
      'an aligner without a period',
      COUNT,
      { 'aggregation.perSeriesAligner': 'ALIGN_DELTA' },
      'alignmentPeriod',
    ],
    ['a short period', COUNT, aligned('ALIGN_DELTA', { 'aggregation.alignmentPeriod': '59s' }), '60 seconds'],
    ['an unknown aligner', COUNT, aligned('ALIGN_BEST'), 'ALIGN_BEST'],
    ['a reducer alone', COUNT, { 'aggregation.crossSeriesReducer': 'REDUCE_SUM' }, 'needs an aligner'],
    ['a rate of distributions', LATENCY, aligned('ALIGN_RATE'), 'kind DELTA and value type DISTRIBUTION'],
    ['an order', COUNT, { orderBy: 'x' }, 'Unsupported'],
    ['a time that is none', COUNT, { 'interval.endTime': 'yesterday' }, 'Timestamp'],
    ['an end before the start', COUNT, { 'interval.startTime': '2027-01-01T00:00:00Z' }, 'before the end'],
    ['a token of somebody else', COUNT, { pageToken: 'abc' }, 'token'],
  ])('%s', async (_, filter, more, words) => {
    const { status, error } = await list(filter, more);

    expect([status, error?.status]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(error?.message).toContain(words);
  });

  it('a metric that is not there, and a caller without the permission', async () => {
    expect(await list('metric.type = "custom.googleapis.com/x"')).toMatchObject({ status: 404 });

    await controlOf(monitoring.url).post('permission', { allowed: false });
    expect(await list(COUNT)).toMatchObject({ status: 403, error: { status: 'PERMISSION_DENIED' } });
  });

  it('what is not built says so', async () => {
    expect(await list(`${COUNT} AND metric.labels.x = monitoring.regex.full_match("a")`)).toMatchObject({
      status: 405,
      error: { status: 'UNIMPLEMENTED' },
    });
    expect((await fetch(`${monitoring.url}/v3/projects/p/alertPolicies`)).status).toBe(405);
  });
});

it('an answer may lack series, with status 200', async () => {
  request(1, 1);
  request(1, 2, { code: '404' });
  await controlOf(monitoring.url).post('incomplete', {});

  expect(await list(COUNT)).toMatchObject({ status: 200, executionErrors: [{ code: 14 }] });
  expect((await list(COUNT)).timeSeries).toHaveLength(2);
});

it('a used-up quota is a 429 in Google’s form', async () => {
  await controlOf(monitoring.url).breakCall({
    method: 'timeSeries.list',
    kind: 'rate-limit',
    retryAfterSeconds: 7,
  });

  expect(await list(COUNT)).toMatchObject({ status: 429, error: { status: 'RESOURCE_EXHAUSTED' } });
});
