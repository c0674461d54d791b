import { describe, expect, it } from 'vitest';
import { decideDue } from '../../src/domain/decide-due.ts';
import { WEEKDAYS, type When } from '../../src/domain/schedule.ts';

const daily = (time: string, zone: string, ...more: string[]): When => ({
  is: 'at',
  times: [time, ...more],
  days: WEEKDAYS,
  zone,
});
const MINUTE_MS = 60_000;

/** Ticks once a minute, as the alarm clock does, and gives the times at which something was due. */
function walk(when: When, from: string, until: string): string[] {
  let last: string | null = from;
  const due: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(until); at += MINUTE_MS) {
    const decided = decideDue(when, { last, now: new Date(at) });
    if (decided.is !== 'due') continue;
    last = decided.last;
    due.push(decided.occurrence.dueAt.slice(0, 16));
    expect(decided.skipped).toEqual({ names: [], more: 0 });
    expect(decided.isLate).toBe(false);
  }
  return due;
}

describe('a schedule at local times is due once a day', () => {
  it.each([
    ['an ordinary day', '09:00', 'Europe/Brussels', '2026-11-26', ['2026-11-26T08:00']],
    ['a time that spring leaves out', '02:30', 'Europe/Brussels', '2026-03-29', ['2026-03-29T01:30']],
    ['a time that autumn has twice', '02:30', 'Europe/Brussels', '2026-10-25', ['2026-10-25T00:30']],
    ['the other side of spring', '02:30', 'America/New_York', '2026-03-08', ['2026-03-08T07:30']],
    ['the other side of autumn', '01:30', 'America/New_York', '2026-11-01', ['2026-11-01T05:30']],
    ['clocks that move half an hour', '02:15', 'Australia/Lord_Howe', '2026-10-04', ['2026-10-03T15:45']],
    ['midnight that does not exist', '00:00', 'Africa/Cairo', '2026-04-24', ['2026-04-23T22:00']],
  ])('%s', (_, time, zone, date, due) => {
    const noon = Date.parse(`${date}T12:00:00Z`);
    const found = walk(
      daily(time, zone),
      new Date(noon - 24 * 3_600_000).toISOString(),
      new Date(noon + 2 * 3_600_000).toISOString(),
    );
    expect(found.filter((one) => due.includes(one))).toEqual(due);
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it.each(['Europe/Brussels', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata'])(
    'every day of the year in %s, through both changes of the clocks',
    (zone) => {
      const dates = walkDays(daily('02:30', zone), '2026-01-01T12:00:00.000Z', 365);
      expect(new Set(dates).size).toBe(365);
      expect(dates).toHaveLength(365);
    },
  );

  it('several times of a day are each due, in their order in time', () => {
    const when = daily('02:15', 'Europe/Brussels', '03:00');
    expect(walk(when, '2026-03-28T12:00:00.000Z', '2026-03-29T12:00:00.000Z')).toEqual([
      '2026-03-29T01:00',
      '2026-03-29T01:15',
    ]);
  });

  it('only on its days', () => {
    const when: When = { is: 'at', times: ['09:00'], days: ['mon', 'fri'], zone: 'UTC' };
    expect(walk(when, '2026-11-22T12:00:00.000Z', '2026-11-29T12:00:00.000Z')).toEqual([
      '2026-11-23T09:00',
      '2026-11-27T09:00',
    ]);
  });
});

/** Looks every six hours, and gives the local dates. */
function walkDays(when: When, from: string, days: number): string[] {
  let last: string | null = from;
  const names: string[] = [];
  for (let n = 1; n <= days * 4; n += 1) {
    const decided = decideDue(when, { last, now: new Date(Date.parse(from) + n * 6 * 3_600_000) });
    if (decided.is !== 'due') continue;
    last = decided.last;
    names.push(decided.occurrence.name.slice(0, 10));
  }
  return names;
}

describe('after a fortnight without a process', () => {
  it('the newest is due once and late, the older ones are named', () => {
    const decided = decideDue(daily('09:00', 'Europe/Brussels'), {
      last: '2026-10-14T07:00:00.000Z',
      now: new Date('2026-10-28T11:00:00.000Z'),
    });
    expect(decided).toMatchObject({
      is: 'due',
      occurrence: { name: '2026-10-28 09:00 Europe/Brussels', dueAt: '2026-10-28T08:00:00.000Z' },
      isLate: true,
    });
    const { names, more } = decided.is === 'due' ? decided.skipped : { names: [], more: 0 };
    expect([names.length, names.at(0), names.at(-1), more]).toEqual([
      13,
      '2026-10-15 09:00 Europe/Brussels',
      '2026-10-27 09:00 Europe/Brussels',
      0,
    ]);
  });

  it('an interval is due for its newest minute, which is not late; only the newest are named', () => {
    expect(
      decideDue(
        { is: 'every', ms: MINUTE_MS },
        { last: '2026-10-14T07:00:00.000Z', now: new Date('2026-10-28T07:00:10.000Z') },
      ),
    ).toMatchObject({
      is: 'due',
      occurrence: { name: '2026-10-28 07:00 UTC' },
      isLate: false,
      skipped: { names: { length: 31, 30: '2026-10-28 06:59 UTC' }, more: 14 * 1_440 - 32 },
    });
  });

  it('is not due a second time', () => {
    const when = daily('09:00', 'Europe/Brussels');
    const now = new Date('2026-10-28T11:00:00.000Z');
    expect(decideDue(when, { last: '2026-10-28T08:00:00.000Z', now })).toEqual({ is: 'nothing' });
  });
});

describe('a schedule begins now', () => {
  const now = new Date('2026-11-27T10:00:00.000Z');
  it.each([
    ['when it is new', null, 'begins'],
    [
      'when its record is a day and more ahead, by a clock that was set back',
      '2026-11-29T09:00:00.000Z',
      'begins',
    ],
    ['but not when the clock was set back by an hour', '2026-11-27T10:30:00.000Z', 'nothing'],
  ])('%s', (_, last, is) => {
    const decided = decideDue(daily('09:00', 'UTC'), { last, now });
    expect(decided).toMatchObject(is === 'begins' ? { is, last: now.toISOString() } : { is });
  });

  it.each([
    [9, 'nothing'],
    [11, 'begins'],
  ])('with an interval, when its record is more than ten minutes ahead: %s minutes', (minutes, is) => {
    const last = new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
    expect(decideDue({ is: 'every', ms: MINUTE_MS }, { last, now }).is).toBe(is);
  });
});
