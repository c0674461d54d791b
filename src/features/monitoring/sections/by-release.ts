import type { Sample } from '../../../domain/sample.ts';
import type { Context } from '../../../engine/context.ts';
import { type Counted, countIn, readMeasured } from '../measured.ts';
import { type Asked, windowOf } from './section.ts';

/** What scripts reported of one version. */
export interface OfRelease {
  version: string;
  loads: Counted;
  errors: Counted;
  loadDays: readonly Sample[];
  errorDays: readonly Sample[];
}

/** The sources that scripts report to: the first that has counted loads is shown, because both count the same ones. */
const SOURCES = ['sentry', 'datadog'] as const;
type Source = (typeof SOURCES)[number];

/** Loads and errors of each version by one source, the most loaded first; null where none has reported. */
export async function readByRelease(
  { store, settings }: Context,
  asked: Asked,
): Promise<{ source: Source; releases: readonly OfRelease[] } | null> {
  const window = windowOf(asked, settings.monitoring.zone);
  const all = await store.transaction((tx) => readMeasured(tx, ['loads', 'errors'], window));
  const source =
    SOURCES.find((id) => all.some(({ series }) => series.source === id && series.is === 'loads')) ??
    SOURCES.find((id) => all.some(({ series }) => series.source === id));
  if (source === undefined) return null;
  const own = all.filter(({ series }) => series.source === source);
  const releases = [...new Set(own.map(({ series }) => series.version))].map((version) => {
    const of = (is: 'loads' | 'errors') =>
      own.flatMap(({ series, days: rows }) => (series.is === is && series.version === version ? rows : []));
    const [loadDays, errorDays] = [of('loads'), of('errors')];
    return { version, loads: countIn(loadDays), errors: countIn(errorDays), loadDays, errorDays };
  });
  return { source, releases: releases.toSorted((a, b) => b.loads.count - a.loads.count) };
}

export function countOfDay({ measure }: Sample): number | null {
  return measure.is === 'count' ? measure.count : null;
}
