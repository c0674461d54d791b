import { quantile } from '../../domain/histogram.ts';
import { type Measure, MINUTE_MS } from '../../domain/sample.ts';
import type { Context } from '../../engine/context.ts';
import type { SourceState } from '../../ports/tables/source-states.ts';
import type { Gauge } from '../../ports/telemetry.ts';

/** An older minute is not shown: what was not measured is absent. */
const NEWEST_MS = 20 * MINUTE_MS;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** What is measured, for `/metrics`: each source's health, and the newest minute of each series. */
export async function readGauges({ store, clock }: Pick<Context, 'store' | 'clock'>): Promise<Gauge[]> {
  const now = clock.now().getTime();
  const range = {
    from: new Date(now - NEWEST_MS).toISOString(),
    to: new Date(now + MINUTE_MS).toISOString(),
  };
  return store.transaction(async (tx) => {
    const gauges = (await tx.sourceStates.all()).flatMap(gaugesOf);
    for (const series of await tx.samples.series()) {
      const newest = (await tx.samples.read({ series, grain: 'minute' }, range)).at(-1);
      if (newest === undefined) continue;
      for (const [measure, value] of valuesOf(newest.measure))
        gauges.push({ name: 'measured', labels: { series, measure }, value });
    }
    return gauges;
  });
}

function gaugesOf({ source, health, readTo }: SourceState): Gauge[] {
  const labels = { source };
  const isUsed = health.is === 'working' || health.is === 'broken';
  return [
    ...(isUsed ? [{ name: 'source_working' as const, labels, value: health.is === 'working' ? 1 : 0 }] : []),
    ...(readTo === null
      ? []
      : [{ name: 'source_read_to_seconds' as const, labels, value: Date.parse(readTo) / 1000 }]),
  ];
}

function valuesOf(measure: Measure): [string, number][] {
  if (measure.is === 'count') return [['count', measure.count]];
  if (measure.is === 'value') return [['level', measure.last.value]];
  return Object.entries(QUANTILES).flatMap(([name, part]): [string, number][] => {
    const ms = quantile(measure.histogram, part);
    return ms === null ? [] : [[name, ms]];
  });
}
