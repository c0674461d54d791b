import type { Minutes } from '../../domain/period.ts';
import { eachMinute, type Sample, sampleOf } from '../../domain/sample.ts';
import type { ReportCount, Reported } from '../../ports/reports.ts';
import { type Series, seriesName } from './series.ts';

/**
 * What scripts reported, as samples. Each version that reported anything within these minutes has a row for each of
 * them, so that *no errors* and *no loads* stand beside each other; without any report there is no row, and no zero.
 */
export function reportSamples(
  source: Extract<Series, { is: 'loads' }>['source'],
  { loads, errors, partLoads, partErrors }: Reported,
  minutes: Minutes,
): Sample[] {
  const versions = new Set([...loads, ...errors].map(({ version }) => version));
  const byMinute = (all: readonly ReportCount[]) =>
    Map.groupBy(all, ({ minute, version }) => `${minute} ${version}`);
  const kinds = [
    { is: 'loads', counted: byMinute(loads), part: partLoads },
    { is: 'errors', counted: byMinute(errors), part: partErrors },
  ] as const;
  return [...versions].flatMap((version) =>
    kinds.flatMap(({ is, counted, part }) => {
      const series = seriesName({ is, source, version });
      return eachMinute(minutes).map((minute) => {
        const found = counted.get(`${minute} ${version}`) ?? [];
        const count = found.reduce((sum, one) => sum + one.count, 0);
        return sampleOf(series, new Date(minute), { is: 'count', count }, part.has(minute));
      });
    }),
  );
}
