import { MINUTE_MS, type Sample, sampleOf } from '../../../src/domain/sample.ts';
import { seriesName } from '../../../src/features/monitoring/index.ts';
import type { TestApp } from '../../harness/app/app.ts';

interface PerMinute {
  loads: number;
  errors: number;
}

/** Each of the last minutes had so many loads and errors of each version. */
export async function report(
  { world, store }: Pick<TestApp, 'world' | 'store'>,
  minutes: number,
  by: Readonly<Record<string, PerMinute>>,
  source: 'datadog' | 'sentry' = 'datadog',
): Promise<void> {
  const now = world.clock.now().getTime();
  const samples = Array.from({ length: minutes }).flatMap((_, ago) => {
    const minute = new Date(now - (ago + 1) * MINUTE_MS);
    return Object.entries(by).flatMap(([version, counts]): Sample[] =>
      (['loads', 'errors'] as const).map((is) =>
        sampleOf(seriesName({ is, source, version }), minute, { is: 'count', count: counts[is] }),
      ),
    );
  });
  await store.transaction((tx) => tx.samples.save(samples));
}
