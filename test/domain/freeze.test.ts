import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FreezePeriod,
  type FreezeRule,
  frozenAt,
  frozenFor,
  nextChange,
  nextFreeze,
  thawAfter,
  type Window,
} from '../../src/domain/freeze.ts';
import { periodsOf } from '../../src/domain/freeze-periods.ts';
import { WEEKDAYS } from '../../src/domain/schedule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NIGHT: Window = { days: ['fri'], from: '15:00', to: '09:00', zone: 'Europe/Brussels' };
const WINDOW: FreezeRule = { is: 'window', why: 'weekend', ...NIGHT };

const iso = (ms: number) => new Date(ms).toISOString();
const around = (at: string) => ({
  from: iso(Date.parse(at) - 10 * DAY_MS),
  until: iso(Date.parse(at) + 10 * DAY_MS),
});

describe('freezes', () => {
  const periods = periodsOf([WINDOW], around('2026-11-27T12:00:00Z'));

  it.each([
    ['before it', '2026-11-27T13:59:59.999Z', 0],
    ['at its beginning', '2026-11-27T14:00:00.000Z', 1],
    ['on the next day', '2026-11-28T07:59:00.000Z', 1],
    ['at its end', '2026-11-28T08:00:00.000Z', 0],
  ])('hold %s or not', (_when, at, count) => {
    expect(frozenAt(periods, at)).toHaveLength(count);
  });

  it('change next at the beginning, then at the end', () => {
    expect(nextChange(periods, '2026-11-27T12:00:00Z')).toBe('2026-11-27T14:00:00.000Z');
    expect(nextChange(periods, '2026-11-27T14:00:00Z')).toBe('2026-11-28T08:00:00.000Z');
    expect(nextFreeze(periods, '2026-11-27T14:00:00Z')?.from).toBe('2026-12-04T14:00:00.000Z');
    expect(nextChange([], '2026-11-27T14:00:00Z')).toBe(null);
  });

  it('end together where one begins as the other ends', () => {
    const days: FreezeRule = { ...WINDOW, days: ['sat', 'sun'], from: '00:00', to: '00:00' };
    const weekend = periodsOf([days], around('2026-11-28T12:00:00Z'));

    expect(thawAfter(weekend, '2026-11-28T12:00:00Z')).toBe('2026-11-29T23:00:00.000Z');
  });

  it('include the last day of dates', () => {
    const dates: FreezeRule = {
      is: 'dates',
      from: '2026-12-24 12:00',
      to: '2026-12-26',
      zone: 'America/New_York',
      why: 'holidays',
    };

    expect(periodsOf([dates], around('2026-12-25T00:00:00Z'))).toMatchObject([
      { from: '2026-12-24T17:00:00.000Z', until: '2026-12-27T05:00:00.000Z' },
    ]);
  });

  it('are lifted by an exception that names them, and by no other', () => {
    const at = '2026-11-27T15:00:00Z';
    const [one] = frozenAt(periods, at);
    const later: FreezePeriod = {
      id: 'frz_1',
      why: 'an outage',
      by: 'Cleo',
      from: at,
      until: '2026-11-27T18:00:00Z',
    };
    const exception = { freezes: [one?.id ?? ''], reason: 'a security fix' };

    expect(frozenFor(periods, at, exception)).toEqual([]);
    expect(frozenFor([...periods, later], at, exception)).toEqual([later]);
  });

  /** Both changes of the clocks in zones north and south, by half an hour (Lord Howe) and at midnight (Santiago). */
  const CHANGES = [
    ['Europe/Brussels', '2026-03-29T01:00:00Z'],
    ['Europe/Brussels', '2026-10-25T01:00:00Z'],
    ['America/New_York', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['America/Santiago', '2026-04-05T03:00:00Z'],
    ['America/Santiago', '2026-09-06T04:00:00Z'],
    ['UTC', '2026-06-01T00:00:00Z'],
  ] as const;

  it.each(CHANGES)('are what a walk by the minute finds in %s around %s', (zone, change) => {
    const walk = walkOf(zone, change);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 }),
        time(),
        time(),
        (days, from, to) => {
          const rule: FreezeRule = { is: 'window', why: 'x', days, from, to, zone };
          const found = periodsOf([rule], around(change));
          const walked = frozenMinutes(walk, rule);
          expect(walked.find(({ at, is }) => frozenAt(found, at).length > 0 !== is)).toBeUndefined();
          const first = walked[0];
          const changed = walked.find((one) => one.is !== first?.is);
          if (first !== undefined && changed !== undefined)
            expect(nextChange(found, first.at)).toBe(changed.at);
        },
      ),
      { numRuns: 8 },
    );
  });
});

/** Times around the changes of the clocks are the likely ones. */
function time() {
  const hour = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 }));
  return fc
    .tuple(hour, fc.constantFrom(0, 15, 30, 45))
    .map(([h, m]) => `${`${h}`.padStart(2, '0')}:${`${m}`.padStart(2, '0')}`);
}

interface Minute {
  at: string;
  /** Such as `2026-11-27 15:00`. */
  wall: string;
}

/** Every minute of two days before and after, with the date and time that a clock on the wall shows. */
function walkOf(zone: string, change: string): Minute[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const begin = Date.parse(change) - 2 * DAY_MS;
  return Array.from({ length: (4 * DAY_MS) / MINUTE_MS }, (_, n) => {
    const at = begin + n * MINUTE_MS;
    return { at: iso(at), wall: clock.format(at) };
  });
}

/**
 * Independent of how the code does it: a date's freeze is the minutes that the wall clock shows in it, and what lies
 * between the first and the last of them.
 */
function frozenMinutes(walk: readonly Minute[], rule: FreezeRule & { is: 'window' }) {
  const begin = Date.parse(`${walk[0]?.wall.slice(0, 10)}T00:00:00Z`) - 2 * DAY_MS;
  const spans = Array.from({ length: 9 }, (_, n) => iso(begin + n * DAY_MS).slice(0, 10)).flatMap((date) => {
    const weekday = WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
    if (weekday === undefined || !rule.days.includes(weekday)) return [];
    const last = rule.to > rule.from ? date : iso(Date.parse(`${date}T00:00:00Z`) + DAY_MS).slice(0, 10);
    const [from, to] = [`${date} ${rule.from}`, `${last} ${rule.to}`];
    const shown = walk.flatMap(({ wall }, place) => (wall >= from && wall < to ? [place] : []));
    return shown.length === 0 ? [] : [[shown[0] ?? 0, shown.at(-1) ?? 0] as const];
  });
  return walk.map(({ at }, place) => ({
    at,
    is: spans.some(([first, end]) => first <= place && place <= end),
  }));
}
