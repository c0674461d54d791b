import { valid } from 'semver';
import { mergeSamples, type Sample } from '../../domain/sample.ts';
import { ifUnreadable } from '../../ports/row-unreadable.ts';
import type { Tx } from '../../ports/store.ts';
import { parseSeries, type Series, seriesName } from './series.ts';

/**
 * So many versions get series without being in the record. Anybody can report with the script's public key: more
 * invented ones are counted together.
 */
const MOST_VERSIONS = 100;
const OTHER = 'other';

/** The same samples; reported versions that get no series of their own are counted together as `other`. */
export async function admit(tx: Tx, samples: readonly Sample[]): Promise<readonly Sample[]> {
  const reported = new Set(samples.flatMap(({ series }) => reportOf(series)?.version ?? []));
  if (reported.size === 0) return samples;
  const admitted = new Set((await tx.samples.series()).flatMap((name) => reportOf(name)?.version ?? []));
  for (const version of [...reported].toSorted()) {
    if (admitted.has(version) || valid(version) === null) continue;
    const isFree = admitted.size < MOST_VERSIONS;
    const released = isFree ? null : await tx.releases.get(version).catch(ifUnreadable(null));
    if (released !== undefined) admitted.add(version);
  }
  return together(samples, (version) => admitted.has(version));
}

/** Samples of the versions that are not admitted, merged for each minute. */
function together(samples: readonly Sample[], isAdmitted: (version: string) => boolean): Sample[] {
  const renamed = samples.map((sample) => {
    const report = reportOf(sample.series);
    if (report === undefined || isAdmitted(report.version)) return sample;
    return { ...sample, series: seriesName({ ...report, version: OTHER }) };
  });
  const groups = Map.groupBy(renamed, ({ series, grain, at }) => `${grain} ${at} ${series}`);
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    const merged = mergeSamples(same);
    if (first === undefined || merged === undefined || same.length === 1) return same;
    return [{ ...first, measure: merged.measure, isAtLeast: merged.isAtLeast }];
  });
}

function reportOf(name: string): Extract<Series, { is: 'loads' | 'errors' }> | undefined {
  const series = parseSeries(name);
  return series?.is === 'loads' || series?.is === 'errors' ? series : undefined;
}
