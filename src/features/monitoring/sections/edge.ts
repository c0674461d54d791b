import { counted, numbered, percent } from '../../../domain/figures.ts';
import { countOf, quantile } from '../../../domain/histogram.ts';
import type { Sample } from '../../../domain/sample.ts';
import { countIn, type Measured, mergedOf, readMeasured } from '../measured.ts';
import type { Series } from '../series.ts';
import { daysChart } from './days-chart.ts';
import { finding, type Section, windowOf } from './section.ts';

const KINDS = [
  'uptime-requests',
  'uptime-failures',
  'uptime-latency',
  'cdn-requests',
  'cdn-latency',
] as const;
const HERE = ['probe-requests', 'probe-failures', 'probe-latency'] as const;

/** The edge as each location sees it, and as Navi sees it from here. */
export const edge: Section = {
  id: 'edge',
  title: 'Edge by location',
  gather: async ({ store, settings }, { days, now }) => {
    const { zone } = settings.monitoring;
    const window = windowOf({ days, now }, zone);
    const all = await store.transaction((tx) => readMeasured(tx, [...KINDS, ...HERE], window));
    if (all.length === 0) return finding('warn', 'Nothing was measured at the edge in this time.');
    const places = placesIn(all);
    const slowest = places.toSorted((a, b) => (b.p95 ?? 0) - (a.p95 ?? 0))[0];
    return {
      level: 'info',
      finding:
        slowest?.p95 == null
          ? 'No durations were measured.'
          : `Slowest is ${slowest.name}: p95 ${Math.round(slowest.p95)} ms.`,
      lines: [...places.map(placeLine), ...cacheLines(all)],
      chart: daysChart(
        {
          title: 'p95 by location',
          unit: 'ms',
          lines: places.flatMap(({ name, latency }) =>
            latency.length === 0 ? [] : [{ name, days: latency, valueOf: p95Of }],
          ),
        },
        { days, now, zone },
      ),
      facts: {},
    };
  },
};

interface Place {
  name: string;
  total: number;
  bad: number;
  p95: number | null;
  latency: readonly Sample[];
}

function placesIn(all: readonly Measured[]): Place[] {
  const names = [...new Set(all.flatMap(({ series }) => placeOf(series) ?? []))].toSorted();
  return names.map((name) => {
    const of = (suffix: string) =>
      all.flatMap(({ series, days }) => (placeOf(series) === name && series.is.endsWith(suffix) ? days : []));
    const latency = of('-latency');
    return {
      name,
      latency,
      total: countIn(of('-requests')).count,
      bad: countIn(of('-failures')).count,
      p95: p95In(latency),
    };
  });
}

/** With whose clock it was measured; null for what has no place. */
function placeOf(series: Series): string | null {
  if ('location' in series) return `${series.location} (uptime check)`;
  if ('continent' in series) return `${series.continent} (clients)`;
  return 'probe' in series ? `${series.probe} (from here)` : null;
}

function placeLine({ name, total, bad, p95, latency }: Place): string {
  const answered =
    total === 0
      ? []
      : [`${percent(Math.max(0, total - bad) / total)} of ${counted(total, 'request')} answered`];
  const measured = mergedOf(latency);
  const count = measured?.is === 'histogram' ? countOf(measured.histogram) : 0;
  const took = p95 === null ? [] : [`p95 ${Math.round(p95)} ms of ${numbered(count)}`];
  return `${name}: ${[...answered, ...took].join(', ')}`;
}

function p95In(rows: readonly Sample[]): number | null {
  const measure = mergedOf(rows);
  return measure?.is === 'histogram' ? quantile(measure.histogram, 0.95) : null;
}

function p95Of(day: Sample): number | null {
  const ms = p95In([day]);
  return ms === null ? null : Math.round(ms);
}

/** Of the load balancer, not of one object; what a cache may not hold is left out. */
function cacheLines(all: readonly Measured[]): string[] {
  const of = (...results: string[]) =>
    countIn(
      all.flatMap(({ series, days }) =>
        series.is === 'cdn-requests' && results.includes(series.cache) ? days : [],
      ),
    ).count;
  const hits = of('HIT', 'PARTIAL_HIT');
  const cacheable = hits + of('MISS');
  return cacheable === 0
    ? []
    : [`Load balancer: ${percent(hits / cacheable)} of ${counted(cacheable, 'request')} from its caches`];
}
