import { addAll, EMPTY, type Histogram } from '../../src/domain/histogram.ts';
import { createPeriodOf } from '../../src/domain/period.ts';
import { type Grain, levelAt, type Measure, MINUTE_MS, type Sample } from '../../src/domain/sample.ts';
import { type Series, seriesName } from '../../src/features/monitoring/series.ts';
import type { Store } from '../../src/ports/store.ts';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ZONE = 'Europe/Brussels';

const LOCATIONS = ['usa-oregon', 'usa-virginia', 'eur-belgium', 'apac-singapore', 'sa-brazil', 'asia-japan'];
const CONTINENTS = ['America', 'Europe', 'Asia'];
const CACHED = [
  ['200', 'HIT'],
  ['200', 'MISS'],
  ['300', 'HIT'],
  ['400', 'MISS'],
  ['500', 'MISS'],
  ['0', 'UNKNOWN'],
] as const;
const PACKAGES = ['navi-core', 'navi-js', 'navi-react'];
/** A release every two weeks: twelve are in use within half a year. */
const VERSIONS = Array.from({ length: 12 }, (_, n) => `1.${n}.0`);

/** The series of the seed's monorepo. Of downloads there are days only. */
function seriesOfMonorepo(): Series[] {
  return [
    ...(['probe-requests', 'probe-failures', 'probe-latency', 'probe-age'] as const).map((is) => ({
      is,
      probe: 'here',
    })),
    ...(['uptime-requests', 'uptime-failures', 'uptime-latency'] as const).flatMap((is) =>
      LOCATIONS.map((location) => ({ is, location })),
    ),
    ...CACHED.map(([responseClass, cache]) => ({ is: 'cdn-requests' as const, responseClass, cache })),
    ...CONTINENTS.map((continent) => ({ is: 'cdn-latency' as const, continent })),
    ...(['loads', 'errors'] as const).flatMap((is) =>
      VERSIONS.slice(-4).map((version) => ({ is, source: 'sentry' as const, version })),
    ),
    ...(['open', 'reported'] as const).map((what) => ({ is: 'breaks' as const, what })),
    ...(['open', 'oldest-hours'] as const).map((what) => ({ is: 'vulnerabilities' as const, what })),
    ...PACKAGES.flatMap((name) =>
      VERSIONS.map((version) => ({
        is: 'npm-downloads' as const,
        package: `@awell-health/${name}`,
        version,
      })),
    ),
  ];
}

const LEVELS: ReadonlySet<string> = new Set(['probe-age', 'npm-downloads', 'vulnerabilities']);

function measureOf({ is }: Series, minutes: number, seed: number): Measure {
  if (is.endsWith('-latency')) return { is: 'histogram', histogram: durations(Math.min(minutes, 400), seed) };
  if (LEVELS.has(is)) return levelAt(new Date(seed * MINUTE_MS), (seed * 17) % 3600);
  return { is: 'count', count: (seed % 7) * minutes };
}

/** Around 60 ms, spread over two orders of magnitude, the same in each run. */
function durations(count: number, seed: number): Histogram {
  const spread = Array.from({ length: count }, (_, n) => {
    const even = ((n + seed) * 0.618_033_988_75) % 1;
    return 60 * Math.exp(1.2 * Math.log(even / (1 - even + 1e-9) + 1e-9));
  });
  return addAll(EMPTY, spread);
}

/** Saves what so many days leave: minutes of 73 hours, hours of 90 days, and days. Says how many series it has. */
export async function fillHistory(store: Store, { now, days }: { now: Date; days: number }): Promise<number> {
  const periodOf = createPeriodOf(ZONE);
  const all = seriesOfMonorepo();
  for (const series of all) {
    const name = seriesName(series);
    const rows = (grain: Grain, count: number, ms: number): Sample[] =>
      Array.from({ length: count }, (_, n) => {
        const period = periodOf(grain, new Date(now.getTime() - n * ms));
        const measure = measureOf(series, period.minutes, n);
        return { series: name, grain, ...period, covered: period.minutes, isAtLeast: false, measure };
      });
    const fine =
      series.is === 'npm-downloads'
        ? []
        : [...rows('minute', 73 * 60, MINUTE_MS), ...rows('hour', Math.min(days, 90) * 24, HOUR_MS)];
    await store.transaction((tx) => tx.samples.save([...fine, ...rows('day', days, DAY_MS)]));
  }
  return all.length;
}
