import { type Labels, minuteOf, type Series } from '../visitors/minutes.ts';
import type { Traffic } from '../visitors/traffic.ts';
import type { Histogram, Value, ValueType } from './values.ts';

/** A series as the real service has it before any aggregation: one value at most for each minute. */
export interface RawSeries {
  metric: { type: string; labels: Labels };
  resource: { type: string; labels: Labels };
  kind: 'DELTA' | 'GAUGE';
  valueType: ValueType;
  /** Of the minutes from the first up to, not including, the second, oldest first; silent minutes are left out. */
  values(from: number, to: number): Value[];
}

export interface Surroundings {
  traffic: Traffic;
  project: string;
  urlMap: string;
  host: string;
  /** The log-based metric that counts loads by referrer; absent when none was created. */
  logMetric: { name: string; since: number } | undefined;
}

/** What kind of values a metric has, with or without any. */
export type Descriptor = Pick<RawSeries, 'kind' | 'valueType'>;

interface Metric extends Descriptor {
  series(around: Surroundings, type: string): Omit<RawSeries, keyof Descriptor>[];
}

/** A metric by its type; the name of a log-based one is the user's. */
export function findMetric(
  around: Surroundings,
  type: string,
): { descriptor: Descriptor; series: RawSeries[] } | undefined {
  const isLoads = type === `logging.googleapis.com/user/${around.logMetric?.name}`;
  const metric = isLoads ? LOADS : METRICS[type];
  if (metric === undefined) return undefined;
  const { kind, valueType } = metric;
  const series = metric.series(around, type).map((one) => ({ ...one, kind, valueType }));
  return { descriptor: { kind, valueType }, series };
}

const METRICS: Readonly<Record<string, Metric>> = {
  'loadbalancing.googleapis.com/https/request_count': {
    kind: 'DELTA',
    valueType: 'INT64',
    series: ({ traffic, ...around }, type) =>
      traffic.requests.series().map((series) => ({
        metric: { type, labels: balancerLabels(series.labels) },
        resource: balancer(around),
        values: (from, to) => counted(series, from, to),
      })),
  },
  'loadbalancing.googleapis.com/https/total_latencies': {
    kind: 'DELTA',
    valueType: 'DISTRIBUTION',
    series: ({ traffic, ...around }, type) =>
      [...byLabels(traffic.latencies.series())].map(([, buckets]) => ({
        metric: { type, labels: balancerLabels(buckets[0]?.labels ?? {}) },
        resource: balancer(around),
        values: (from, to) => distributed(buckets, from, to),
      })),
  },
  'monitoring.googleapis.com/uptime_check/check_passed': {
    kind: 'GAUGE',
    valueType: 'BOOL',
    series: ({ traffic, ...around }, type) =>
      locationsOf(traffic).map((location) => ({
        metric: { type, labels: checkLabels(location) },
        resource: checked(around),
        values: (from, to) => checks(traffic, location, [from, to]),
      })),
  },
  'monitoring.googleapis.com/uptime_check/request_latency': {
    kind: 'GAUGE',
    valueType: 'DOUBLE',
    series: ({ traffic, ...around }, type) =>
      traffic.checkMs.series().map((series) => ({
        metric: { type, labels: checkLabels(series.labels['location'] ?? '') },
        resource: checked(around),
        values: (from, to) => counted(series, from, to).map(({ value }) => ({ type: 'DOUBLE', value })),
      })),
  },
};

const LOADS: Metric = { kind: 'DELTA', valueType: 'INT64', series: referrers };

function referrers(
  { traffic, logMetric, project }: Surroundings,
  type: string,
): ReturnType<Metric['series']> {
  const first = minuteOf(logMetric?.since ?? 0);
  return traffic.referrers.series().map((series) => ({
    metric: {
      type,
      labels: { referrer_host: series.labels['host'] ?? '', path: series.labels['path'] ?? '' },
    },
    resource: { type: 'l7_lb_rule', labels: { project_id: project } },
    // It counts from its creation on.
    values: (from, to) => counted(series, Math.max(first, from), to),
  }));
}

function balancerLabels({ country = '', continent = '', code = '', cache = '' }: Labels): Labels {
  return {
    response_code: code,
    response_code_class: `${code.slice(0, 1)}00`,
    cache_result: cache,
    client_country: country,
    proxy_continent: continent,
    protocol: 'HTTP/2.0',
    load_balancing_scheme: 'EXTERNAL_MANAGED',
  };
}

type Place = Omit<Surroundings, 'traffic'>;

function balancer({ project, urlMap }: Place): RawSeries['resource'] {
  const labels = {
    project_id: project,
    url_map_name: urlMap,
    region: 'global',
    backend_target_type: 'BACKEND_BUCKET',
  };
  return { type: 'https_lb_rule', labels };
}

function checkLabels(location: string): Labels {
  return { check_id: 'navi-loader', checker_location: location };
}

function checked({ project, host }: Place): RawSeries['resource'] {
  return { type: 'uptime_url', labels: { project_id: project, host } };
}

function* minutes(from: number, to: number): Generator<number> {
  for (let minute = from; minute < to; minute += 1) yield minute;
}

function counted(series: Series, from: number, to: number): { type: 'INT64'; value: number }[] {
  // One look tells whether a stretch is silent.
  if (series.sum(from, to) === 0) return [];
  return [...minutes(from, to)].flatMap((minute) => {
    const value = series.at(minute);
    return value === 0 ? [] : [{ type: 'INT64' as const, value }];
  });
}

function distributed(buckets: readonly Series[], from: number, to: number): Value[] {
  const heard = buckets.filter((series) => series.sum(from, to) > 0);
  return [...minutes(from, to)].flatMap((minute) => {
    const counts = heard.map((series) => [Number(series.labels['bucket']), series.at(minute)] as const);
    const value: Histogram = new Map(counts.filter(([, count]) => count > 0));
    return value.size === 0 ? [] : [{ type: 'DISTRIBUTION' as const, value }];
  });
}

function byLabels(all: readonly Series[]): Map<string, Series[]> {
  return Map.groupBy(all, ({ labels: { bucket: _, ...rest } }) => JSON.stringify(rest));
}

function locationsOf(traffic: Traffic): string[] {
  const all = [...traffic.passed.series(), ...traffic.failed.series()];
  return [...new Set(all.map(({ labels }) => labels['location'] ?? ''))];
}

function checks(traffic: Traffic, location: string, [from, to]: [number, number]): Value[] {
  const of = (series: Series[]) => series.find(({ labels }) => labels['location'] === location);
  const [passed, failed] = [of(traffic.passed.series()), of(traffic.failed.series())];
  return [...minutes(from, to)].flatMap((minute): Value[] => {
    if ((passed?.at(minute) ?? 0) > 0) return [{ type: 'BOOL', value: true }];
    return (failed?.at(minute) ?? 0) > 0 ? [{ type: 'BOOL', value: false }] : [];
  });
}
