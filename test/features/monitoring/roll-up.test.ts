import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, EMPTY, quantile } from '../../../src/domain/histogram.ts';
import { levelAt, type Sample, sampleOf } from '../../../src/domain/sample.ts';
import { isAccepted, KEPT, rollUp } from '../../../src/features/monitoring/roll-up.ts';

const ZONE = 'Europe/Brussels';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const at = (iso: string): Date => new Date(iso);
const count = (iso: string, n: number, isAtLeast = false): Sample =>
  sampleOf('errors', at(iso), { is: 'count', count: n }, isAtLeast);

/** A store's rows after a roll-up. */
function rolled(rows: readonly Sample[], now: Date, zone = ZONE): Sample[] {
  const { write, delete: gone } = rollUp(rows, { now, zone });
  const key = ({ series, grain, at }: Pick<Sample, 'series' | 'grain' | 'at'>) => `${series} ${grain} ${at}`;
  const kept = new Map(rows.map((row) => [key(row), row]));
  for (const row of write) kept.set(key(row), row);
  for (const row of gone) kept.delete(key(row));
  return [...kept.values()];
}

const only = (rows: readonly Sample[], grain: Sample['grain']): Sample[] =>
  rows.filter((row) => row.grain === grain).toSorted((a, b) => (a.at < b.at ? -1 : 1));

function everyMinute(from: string, to: string): Sample[] {
  const minutes = (Date.parse(to) - Date.parse(from)) / MINUTE_MS;
  return Array.from({ length: minutes }, (_, n) =>
    count(new Date(Date.parse(from) + n * MINUTE_MS).toISOString(), 1),
  );
}

describe('a roll-up', () => {
  it('has hours of UTC and days of the zone, with how much of them was measured', () => {
    const rows = rolled(
      [
        count('2026-11-26T22:58:00Z', 1),
        count('2026-11-26T22:59:30Z', 2),
        count('2026-11-26T23:00:00Z', 4),
        count('2026-11-27T10:15:00Z', 8),
      ],
      at('2026-11-27T12:00:00Z'),
    );

    expect(only(rows, 'hour')).toMatchObject([
      { at: '2026-11-26T22:00:00.000Z', minutes: 60, covered: 2, measure: { count: 3 } },
      { at: '2026-11-26T23:00:00.000Z', minutes: 60, covered: 1, measure: { count: 4 } },
      { at: '2026-11-27T10:00:00.000Z', minutes: 60, covered: 1, measure: { count: 8 } },
    ]);
    expect(only(rows, 'day')).toMatchObject([
      { at: '2026-11-25T23:00:00.000Z', minutes: 1440, covered: 2, measure: { count: 3 } },
      { at: '2026-11-26T23:00:00.000Z', minutes: 1440, covered: 2, measure: { count: 12 } },
    ]);
  });

  it.each([
    ['23 hours in spring', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 1380],
    ['25 hours in autumn', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 1500],
  ])('has a day of %s', (_, from, to, minutes) => {
    const early = new Date(Date.parse(from) - HOUR_MS).toISOString();
    const late = new Date(Date.parse(to) + HOUR_MS).toISOString();
    const rows = rolled(everyMinute(early, late), at(late));

    expect(only(rows, 'day')).toMatchObject([
      { covered: 60 },
      { at: at(from).toISOString(), minutes, covered: minutes, measure: { count: minutes } },
      { covered: 60 },
    ]);
  });

  it('has days of a zone that is half an hour apart from UTC', () => {
    const rows = rolled(
      [count('2026-11-26T18:29:00Z', 1), count('2026-11-26T18:30:00Z', 2)],
      at('2026-11-27T00:00:00Z'),
      'Asia/Kolkata',
    );

    expect(only(rows, 'day')).toMatchObject([
      { at: '2026-11-25T18:30:00.000Z', measure: { count: 1 } },
      { at: '2026-11-26T18:30:00.000Z', measure: { count: 2 } },
    ]);
    expect(only(rows, 'hour')).toHaveLength(1);
  });

  it('says nothing of a period that was not measured, and zero of one without errors', () => {
    const rows = rolled([count('2026-11-27T08:00:00Z', 0)], at('2026-11-27T12:00:00Z'));

    expect(only(rows, 'hour')).toMatchObject([{ at: '2026-11-27T08:00:00.000Z', measure: { count: 0 } }]);
  });

  it('is at least so much where one of its minutes is', () => {
    const rows = rolled(
      [
        count('2026-11-27T08:00:00Z', 3),
        count('2026-11-27T08:01:00Z', 0, true),
        count('2026-11-27T09:00:00Z', 3),
      ],
      at('2026-11-27T12:00:00Z'),
    );

    expect(only(rows, 'hour').map(({ isAtLeast }) => isAtLeast)).toEqual([true, false]);
    expect(only(rows, 'day').map(({ isAtLeast }) => isAtLeast)).toEqual([true]);
  });

  it('merges histograms, and of a level keeps the range and the newest', () => {
    const minute = at('2026-11-27T08:00:00Z');
    const next = at('2026-11-27T08:01:00Z');
    const rows = rolled(
      [
        sampleOf('latency', minute, { is: 'histogram', histogram: add(EMPTY, 50, 90) }),
        sampleOf('latency', next, { is: 'histogram', histogram: add(EMPTY, 900, 10) }),
        sampleOf('age', next, levelAt(next, 5)),
        sampleOf('age', minute, levelAt(minute, 9)),
      ],
      at('2026-11-27T12:00:00Z'),
    );
    const day = (series: string) => only(rows, 'day').find((row) => row.series === series)?.measure;
    const latency = day('latency');

    expect(latency?.is === 'histogram' && quantile(latency.histogram, 0.95)).toBeGreaterThan(880);
    expect(day('age')).toMatchObject({
      times: 2,
      sum: 14,
      min: 5,
      max: 9,
      last: { at: next.toISOString(), value: 5 },
    });
  });

  it('does not mix a count with a level', () => {
    const minute = at('2026-11-27T08:00:00Z');
    const rows = [count('2026-11-27T08:01:00Z', 1), sampleOf('errors', minute, levelAt(minute, 5))];

    expect(() => rollUp(rows, { now: minute, zone: ZONE })).toThrow('a value does not merge with a count');
  });

  it('takes a late minute into its hour and day, and a revised one instead of the first', () => {
    const first = rolled([count('2026-11-27T08:00:00Z', 3)], at('2026-11-27T09:00:00Z'));
    const late = rolled([...first, count('2026-11-27T08:30:00Z', 4)], at('2026-11-27T20:00:00Z'));
    const revised = rolled(
      late.map((row) => (row.at === '2026-11-27T08:30:00.000Z' ? count(row.at, 5) : row)),
      at('2026-11-27T20:10:00Z'),
    );

    expect([first, late, revised].map((rows) => only(rows, 'day')[0]?.measure)).toEqual([
      { is: 'count', count: 3 },
      { is: 'count', count: 7 },
      { is: 'count', count: 8 },
    ]);
  });

  it('loses no minute when it has not run for a week', () => {
    const rows = rolled(
      everyMinute('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'),
      at('2026-11-27T12:00:00Z'),
    );

    expect(only(rows, 'minute')).toEqual([]);
    expect(only(rows, 'day')).toMatchObject([{ covered: 60, measure: { count: 60 } }]);
    expect(only(rows, 'hour')).toMatchObject([{ covered: 60, measure: { count: 60 } }]);
  });

  it('does not replace a final day by a minute that came after it', () => {
    const now = at('2026-11-27T12:00:00Z');
    const final = rolled(everyMinute('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'), now);
    const rows = rolled([...final, count('2026-11-20T15:00:00Z', 1000)], now);

    expect(only(rows, 'minute')).toEqual([]);
    expect(only(rows, 'day')).toEqual(only(final, 'day'));
  });

  it('keeps minutes for 48 hours, hours for 90 days and days for ever', () => {
    const row = (grain: Sample['grain'], begin: string, minutes: number): Sample => ({
      ...count(begin, 1),
      grain,
      minutes,
    });
    const kept = [
      row('minute', '2026-11-25T12:00:00Z', 1),
      row('hour', '2026-08-30T12:00:00Z', 60),
      row('day', '2016-11-26T23:00:00Z', 1440),
    ];
    const old = [row('minute', '2026-11-24T12:00:00Z', 1), row('hour', '2026-08-29T10:00:00Z', 60)];
    const { write, delete: gone } = rollUp([...kept, ...old], {
      now: at('2026-11-27T12:00:00Z'),
      zone: ZONE,
    });

    expect(gone).toEqual(old.map(({ series, grain, at }) => ({ series, grain, at })));
    // What is deleted is in a day first; an hour that is too old is not written again.
    expect(write.map((one) => [one.grain, one.at])).toEqual([
      ['hour', '2026-11-24T12:00:00.000Z'],
      ['hour', '2026-11-25T12:00:00.000Z'],
      ['day', '2026-11-23T23:00:00.000Z'],
      ['day', '2026-11-24T23:00:00.000Z'],
    ]);
  });

  it('counts no minute twice after the zone was changed', () => {
    const rows = everyMinute('2026-11-25T00:00:00Z', '2026-11-27T00:00:00Z');
    const before = rolled(rows, at('2026-11-27T00:00:00Z'));
    const changed = rolled(before, at('2026-11-27T00:10:00Z'), 'America/New_York');
    const days = only(changed, 'day');

    expect(days.map((day) => day.at.slice(11, 16))).toEqual(['05:00', '05:00', '05:00']);
    expect(days.reduce((sum, { covered }) => sum + covered, 0)).toBe(2 * 1440);
  });

  it('changes nothing when it runs again, and ends the same however often it has run', () => {
    const minutes = fc.uniqueArray(
      fc.record({ minute: fc.nat({ max: 4 * 1440 }), n: fc.nat({ max: 9 }), isAtLeast: fc.boolean() }),
      { selector: ({ minute }) => minute, maxLength: 60 },
    );
    const begin = Date.parse('2026-10-23T22:00:00Z');
    const end = new Date(begin + 5 * DAY_MS);
    fc.assert(
      fc.property(minutes, fc.array(fc.nat({ max: 24 }), { maxLength: 6 }), (measured, delays) => {
        const samples = measured.map(({ minute, n, isAtLeast }) =>
          count(new Date(begin + minute * MINUTE_MS).toISOString(), n, isAtLeast),
        );
        // Each arrives up to 24 hours late, and a roll-up runs every six hours.
        const arrival = (sample: Sample, index: number) =>
          Date.parse(sample.at) + (delays[index % Math.max(1, delays.length)] ?? 0) * HOUR_MS;
        let rows: Sample[] = [];
        for (let now = begin; now <= end.getTime(); now += 6 * HOUR_MS) {
          const come = samples.filter((sample, index) => {
            const when = arrival(sample, index);
            return when <= now && when > now - 6 * HOUR_MS;
          });
          rows = rolled([...rows, ...come], new Date(now));
          expect(rollUp(rows, { now: new Date(now), zone: ZONE })).toEqual({ write: [], delete: [] });
        }
        const arrived = samples.filter((sample, index) => arrival(sample, index) <= end.getTime());
        expect(only(rows, 'day')).toEqual(only(rolled(arrived, at('2026-10-23T22:00:00Z')), 'day'));
        expect(only(rows, 'hour')).toEqual(only(rolled(arrived, at('2026-10-23T22:00:00Z')), 'hour'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a minute', () => {
  const now = at('2026-11-27T12:00:00Z');

  it.each([
    ['now', 0, true],
    ['a day late', DAY_MS, true],
    ['later', DAY_MS + MINUTE_MS, false],
    ['of a clock that is a little ahead', -5 * MINUTE_MS, true],
    ['of the future', -HOUR_MS, false],
  ])('%s is accepted or not', (_, age, accepted) => {
    expect(isAccepted(new Date(now.getTime() - age), now)).toBe(accepted);
  });

  it('is accepted only while its day can be computed', () => {
    expect(KEPT.minutesMs).toBeGreaterThan(DAY_MS);
  });
});
