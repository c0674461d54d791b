import { add, addBetween, EMPTY, type Histogram, merge } from '../../domain/histogram.ts';
import { type Sample, sampleOf } from '../../domain/sample.ts';
import type { TrafficSeen } from '../../ports/traffic.ts';
import { type Series, seriesName } from './series.ts';

/**
 * What load balancer and uptime checks saw, as samples. A silent minute has no row: Google gives no point for it, and
 * none either where it has not counted.
 */
export function trafficSamples(seen: TrafficSeen): Sample[] {
  const { requests, latencies, checks, checkLatencies, isIncomplete } = seen;
  const counts = [
    ...requests.map(({ minute, responseClass, cache, count }) => ({
      minute,
      series: { is: 'cdn-requests', responseClass, cache } satisfies Series,
      count,
    })),
    ...checks.flatMap(({ minute, location, passed }) => [
      { minute, series: { is: 'uptime-requests', location } satisfies Series, count: 1 },
      { minute, series: { is: 'uptime-failures', location } satisfies Series, count: passed ? 0 : 1 },
    ]),
  ];
  const histograms = [
    ...latencies.map(({ minute, continent, buckets }) => ({
      minute,
      series: { is: 'cdn-latency', continent } satisfies Series,
      histogram: buckets.reduce((histogram, one) => addBetween(histogram, one, one.count), EMPTY),
    })),
    ...checkLatencies.map(({ minute, location, ms }) => ({
      minute,
      series: { is: 'uptime-latency', location } satisfies Series,
      histogram: add(EMPTY, ms),
    })),
  ];
  return [
    ...perMinute(counts).map(({ minute, series, same }) => {
      const count = same.reduce((sum, one) => sum + one.count, 0);
      return sampleOf(series, minute, { is: 'count', count }, isIncomplete);
    }),
    ...perMinute(histograms).map(({ minute, series, same }) => {
      const histogram = same.reduce<Histogram>((all, one) => merge(all, one.histogram), EMPTY);
      return sampleOf(series, minute, { is: 'histogram', histogram }, isIncomplete);
    }),
  ];
}

/** Several checks of one location in a minute are one sample. */
function perMinute<T extends { minute: string; series: Series }>(
  all: readonly T[],
): { minute: Date; series: string; same: readonly T[] }[] {
  const groups = Map.groupBy(all, ({ minute, series }) => `${minute} ${seriesName(series)}`);
  return [...groups].map(([key, same]) => {
    const [minute = '', series = ''] = key.split(' ');
    return { minute: new Date(minute), series, same };
  });
}
