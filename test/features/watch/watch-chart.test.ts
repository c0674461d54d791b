import { expect, it } from 'vitest';
import { readWatch } from '../../../src/features/watch/watch-alert.ts';
import { watchCharts } from '../../../src/features/watch/watch-chart.ts';

const NOW = '2026-03-02T11:00:00.000Z';
const ALERT = readWatch({
  ...{ id: 'wch_1.2.0', kind: 'release-watch', subject: { kind: 'version', id: '1.2.0' } },
  ...{ state: { is: 'suspect' }, since: NOW, looks: 1, revision: 1 },
  details: {
    ...{ version: '1.2.0', releaseLine: 'v1', replaced: '1.1.0', startedAt: NOW, browsersUntil: null },
    ...{ endsAt: NOW, kept: null, judged: null, dueInShadow: null, waits: false, worseSince: null },
  },
});
if (ALERT === undefined) throw new Error('the sample is no watch');
const alert = ALERT;

/** So many minutes from 09:00 on; null is one that was not measured. */
const minutes = (count: number, of: (nth: number) => [fresh: number, old: number] | null) =>
  Array.from({ length: count }).flatMap((_, nth) => {
    const loads = of(nth);
    const at = new Date(Date.parse('2026-03-02T09:00:00.000Z') + nth * 60_000).toISOString();
    if (loads === null) return [];
    const side = (loads: number) => ({ loads, errors: loads / 10 });
    return [{ at, fresh: side(loads[0]), old: side(loads[1]) }];
  });

it.each([
  [1, 1],
  [12, 12],
  [13, 7],
  [60, 12],
  [2_880, 12],
])('draws %i minutes as %i points, each with its own time', (count, points) => {
  const report = watchCharts(
    alert,
    minutes(count, () => [100, 300]),
    NOW,
  );
  const [exposure, errors] = report?.sections ?? [];
  expect(new Set(exposure?.chart?.categories).size).toBe(points);
  expect(exposure?.chart?.series).toEqual([
    { name: 'v1.2.0', values: Array.from({ length: points }, () => 25) },
  ]);
  expect(errors?.chart?.series.map(({ values }) => values[0])).toEqual([10, 10]);
  expect(exposure?.finding).toBe('v1.2.0 had 25 % of the loads.');
});

it('has no value where nothing was measured or loaded, and nothing without a minute', () => {
  const report = watchCharts(
    alert,
    minutes(12, (nth) => (nth === 3 ? null : nth === 5 ? [0, 10] : [10, 10])),
    NOW,
  );
  const [exposure, errors] = report?.sections ?? [];
  expect(exposure?.chart?.series[0]?.values[3]).toBeNull();
  expect(exposure?.chart?.series[0]?.values[5]).toBe(0);
  expect(errors?.chart?.series[0]?.values[5]).toBeNull();
  expect(watchCharts(alert, [], NOW)).toBeNull();
});
