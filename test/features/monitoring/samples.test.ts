import { describe, expect, it } from 'vitest';
import { addAll, EMPTY, type Histogram } from '../../../src/domain/histogram.ts';
import { createPeriodOf } from '../../../src/domain/period.ts';
import {
  type Grain,
  levelAt,
  type Measure,
  MINUTE_MS,
  type Sample,
  sampleOf,
} from '../../../src/domain/sample.ts';
import { readDays, rollUpAll, saveSamples } from '../../../src/features/monitoring/samples.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type Fixture, useFixture } from '../../harness/store/place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

const ZONE = 'Europe/Brussels';
const NOW = '2026-11-27T12:00:00.000Z';
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

async function openAt(fixture: Fixture, now: string) {
  const clock = createFakeClock(now);
  return { clock, store: await fixture.open({ clock, telemetry: createFakeTelemetry(), journal: JOURNAL }) };
}

const save = (
  { store, clock }: Awaited<ReturnType<typeof openAt>>,
  samples: readonly Sample[],
): Promise<{ tooLate: number }> => store.transaction((tx) => saveSamples(tx, samples, clock.now()));

/** Durations around 60 ms, spread over two orders of magnitude, the same in each run. */
function durations(count: number, seed: number): Histogram {
  const spread = Array.from({ length: count }, (_, n) => {
    const even = ((n + seed) * 0.618_033_988_75) % 1;
    return 60 * Math.exp(1.2 * Math.log(even / (1 - even + 1e-9) + 1e-9));
  });
  return addAll(EMPTY, spread);
}

/** What one of three probes each minute gives for a period of so many minutes. */
function measureOf(kind: number, minutes: number, seed: number): Measure {
  if (kind === 0) return { is: 'count', count: 3 * minutes };
  if (kind === 1) return levelAt(new Date(NOW), (seed * 17) % 3600);
  // More durations than this fill no more buckets.
  return { is: 'histogram', histogram: durations(Math.min(3 * minutes, 400), seed) };
}

/** As many rows of three series as there are after a year: minutes of 73 hours, hours of 90 days, days of a year. */
function yearOf(series: string, kind: number): Sample[] {
  const periodOf = createPeriodOf(ZONE);
  const rows = (grain: Grain, count: number, ms: number): Sample[] =>
    Array.from({ length: count }, (_, n) => {
      const period = periodOf(grain, new Date(Date.parse(NOW) - n * ms));
      const measure = measureOf(kind, period.minutes, n);
      return { series, grain, ...period, covered: period.minutes, isAtLeast: false, measure };
    });
  return [
    ...rows('minute', 73 * 60, MINUTE_MS),
    ...rows('hour', 90 * 24, HOUR_MS),
    ...rows('day', 365, DAY_MS),
  ];
}

describe('samples in a store', () => {
  const fixture = useFixture(createSqlitePlace);

  it('are bounded: after a week there are minutes of 73 hours at most, and every day is whole', async () => {
    const context = await openAt(fixture, '2026-11-20T00:00:00.000Z');
    const begin = Date.parse('2026-11-19T23:00:00.000Z');
    for (let day = 1; day <= 7; day += 1) {
      context.clock.jump(begin + day * DAY_MS - context.clock.now().getTime());
      const minutes = Array.from({ length: 1440 }, (_, n) =>
        sampleOf('errors', new Date(begin + (day - 1) * DAY_MS + n * MINUTE_MS), { is: 'count', count: 1 }),
      );
      expect(await save(context, minutes)).toEqual({ tooLate: 0 });
      await rollUpAll(context, ZONE);
    }
    const [stored] = await fixture.place().sql('select count(*) as n from samples where grain = 0');

    expect(Number(stored?.['n'])).toBeGreaterThanOrEqual(48 * 60);
    expect(Number(stored?.['n'])).toBeLessThanOrEqual(73 * 60);
    expect((await readDays(context, 'errors', 30)).map(({ covered, measure }) => [covered, measure])).toEqual(
      Array.from({ length: 7 }, () => [1440, { is: 'count', count: 1440 }]),
    );
  });

  it('are not saved when they come too late, and that is told', async () => {
    const context = await openAt(fixture, NOW);
    const samples = [1, 23, 25].map((hours) =>
      sampleOf('errors', new Date(Date.parse(NOW) - hours * HOUR_MS), { is: 'count', count: 1 }),
    );

    expect(await save(context, samples)).toEqual({ tooLate: 1 });
    await rollUpAll(context, ZONE);
    expect(await readDays(context, 'errors', 7)).toMatchObject([{ covered: 1 }, { covered: 1 }]);
  });

  it('of a year are below 60 MB for sixty series: a twentieth of them is below 3 MB', async () => {
    const { store } = await openAt(fixture, NOW);
    const before = (await store.measure()).bytes;
    for (const kind of [0, 1, 2])
      await store.transaction((tx) => tx.samples.save(yearOf(`edge:eu:${kind}`, kind)));
    const bytes = (await store.measure()).bytes - before;

    expect(bytes).toBeGreaterThan(500_000);
    expect(bytes).toBeLessThan(60_000_000 / 20);
  });

  it('are read for 30 days by the key, one row a day, with a year of them', async () => {
    const context = await openAt(fixture, NOW);
    await context.store.transaction((tx) => tx.samples.save(yearOf('edge:eu', 0)));
    const plan = await fixture.place().sql(`explain query plan
      select * from samples where series = 1 and grain = 2 and minute >= 1 and minute < 9 order by minute`);

    expect((await readDays(context, 'edge:eu', 30)).length).toBeLessThanOrEqual(31);
    expect(plan.map((row) => row['detail'])).toEqual([
      expect.stringMatching(
        /^SEARCH samples USING INDEX \S+ \(series=\? AND grain=\? AND minute>\? AND minute<\?\)$/,
      ),
    ]);
  });
});
