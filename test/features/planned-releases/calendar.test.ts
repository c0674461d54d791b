import { describe, expect, it } from 'vitest';
import type { CalendarEntry, PlannedRelease } from '../../../src/domain/planned-release.ts';
import {
  calendarIcs,
  calendarJson,
  calendarText,
} from '../../../src/features/planned-releases/calendar-text.ts';
import {
  type CalendarFacts,
  decideCalendar,
} from '../../../src/features/planned-releases/decide-calendar.ts';
import { decideReminder } from '../../../src/features/planned-releases/decide-reminder.ts';

const NOW = '2026-11-27T09:00:00.000Z';

function planned(change: Partial<PlannedRelease> = {}): PlannedRelease {
  return {
    ...{ version: '1.3.0', at: '2026-12-10T09:00:00.000Z', zone: 'Europe/Brussels', owner: 'ben' },
    ...{ changedAt: '2026-11-20T09:00:00.000Z', changes: 0, cancelled: null, before: null },
    ...{ isRequested: false, ...change },
  };
}
const TESTERS = { earlyAccess: [], partner: null, signed: [] };
const facts = (change: Partial<CalendarFacts> = {}): CalendarFacts => ({
  ...{ past: [], planned: [], released: [], freezes: [], notices: [], noticeDays: 14, reviews: [] },
  testers: TESTERS,
  ...{ soaking: [], emergencies: [], names: { ben: 'Ben Ivarsson' }, zone: 'Europe/Brussels', ...change },
});
const entry = (change: Partial<CalendarFacts>, uid: string): CalendarEntry | undefined =>
  decideCalendar(facts(change), NOW).find((one) => one.uid === uid);
const live = [{ version: '1.2.0', at: '2026-11-20T09:00:00.000Z' }];
const SOAKING = {
  ...{ id: 'rel_2', version: '1.3.0', by: 'Ada Okafor' },
  ...{ since: '2026-11-28T08:00:00.000Z', until: '2026-11-30T09:00:00.000Z' },
};

const withTesters = (change: Partial<CalendarFacts['testers']> = {}): Partial<CalendarFacts> => ({
  ...{ planned: [planned()], released: live },
  testers: {
    ...{ earlyAccess: ['zna', 'lakeside'], partner: { owner: 'release managers', for: ['minor'] } },
    ...{ signed: [], ...change },
  },
});

describe('the calendar has who tries a release before it is made', () => {
  const beta = { version: '1.3.0-beta.0', at: '2026-12-03T09:00:00.000Z' };
  const early = { kind: 'early-access', owner: 'Ben Ivarsson', at: '2026-12-03T09:00:00.000Z' };
  const signOff = { kind: 'sign-off', owner: 'release managers', at: '2026-12-09T09:00:00.000Z' };
  it.each<[string, Partial<CalendarFacts>, string, object | null]>([
    [
      'early access with the beta',
      withTesters(),
      'early-access-1.3.0',
      { ...early, state: 'due', note: 'zna, lakeside' },
    ],
    [
      'early access when the beta is out',
      { ...withTesters(), released: [...live, beta] },
      'early-access-1.3.0',
      { state: 'happened' },
    ],
    ['no early access without such customers', withTesters({ earlyAccess: [] }), 'early-access-1.3.0', null],
    ['a partner’s test a day before', withTesters(), 'partner-1.3.0', { ...signOff, state: 'due' }],
    [
      'a partner’s test that was signed',
      withTesters({ signed: ['1.3.0'] }),
      'partner-1.3.0',
      { state: 'happened' },
    ],
    [
      'a partner’s test that is late',
      { ...withTesters(), planned: [planned({ at: '2026-11-28T08:00:00.000Z' })] },
      'partner-1.3.0',
      { state: 'overdue' },
    ],
    [
      'none for a kind that needs none',
      withTesters({ partner: { owner: 'x', for: ['major'] } }),
      'partner-1.3.0',
      null,
    ],
    ['none where no sign-off is configured', withTesters({ partner: null }), 'partner-1.3.0', null],
    [
      'none for a patch',
      { ...withTesters(), planned: [planned({ version: '1.2.1' })] },
      'partner-1.2.1',
      null,
    ],
    [
      'that it is cancelled',
      { ...withTesters(), planned: [planned({ cancelled: 'no time' })] },
      'partner-1.3.0',
      { state: 'cancelled' },
    ],
  ])('%s', (_, change, uid, wanted) => {
    if (wanted === null) expect(entry(change, uid)).toBeUndefined();
    else expect(entry(change, uid)).toMatchObject(wanted);
  });
});

describe('the calendar', () => {
  it('shows what is planned beside what happened', () => {
    const past = [
      { id: 'rel_1', isRelease: true, version: '1.3.0', at: '2026-12-11T09:00:00.000Z', by: 'Ada' },
    ] as const;
    expect(entry({ planned: [planned()], released: live }, 'planned-1.3.0')).toMatchObject({
      ...{ state: 'planned', owner: 'Ben Ivarsson', at: planned().at, sequence: 0, note: '' },
    });
    const both = { planned: [planned()], past, released: live };
    expect(entry(both, 'planned-1.3.0')).toMatchObject({
      ...{ state: 'happened', note: 'planned 2026-12-10T09:00:00.000Z, happened 2026-12-11T09:00:00.000Z' },
    });
    expect(entry(both, 'rel_1')).toMatchObject({ title: 'v1.3.0 was released', state: 'happened' });
  });

  it.each<[string, Partial<CalendarFacts>, string, object | null]>([
    [
      'when a staged release reaches npm',
      { soaking: [SOAKING] },
      'soak-rel_2',
      { kind: 'soak', title: 'npm’s latest moves to v1.3.0', at: SOAKING.until, state: 'planned' },
    ],
    [
      'a planned release that soaks is not overdue',
      { planned: [planned({ at: '2026-11-28T08:00:00.000Z' })], released: live, soaking: [SOAKING] },
      'planned-1.3.0',
      { state: 'planned', note: `on the CDN since ${SOAKING.since}; latest moves after its soak` },
    ],
    [
      'a plan that passed',
      { planned: [planned({ at: '2026-11-26T09:00:00.000Z' })] },
      'planned-1.3.0',
      { state: 'overdue' },
    ],
    [
      'a cancelled plan',
      { planned: [planned({ cancelled: 'no time', changes: 2 })] },
      'planned-1.3.0',
      { state: 'cancelled', sequence: 2, note: 'no time' },
    ],
    [
      'a moved plan',
      { planned: [planned({ changes: 1, before: NOW })] },
      'planned-1.3.0',
      { sequence: 1, note: `moved from ${NOW}` },
    ],
    [
      'a beta a week before a minor',
      { planned: [planned()], released: live },
      'beta-1.3.0',
      { at: '2026-12-03T09:00:00.000Z', state: 'planned' },
    ],
    [
      'a beta that is out',
      {
        planned: [planned()],
        past: [{ id: 'rel_1', isRelease: true, version: '1.3.0-beta.1', at: NOW, by: 'Ada' }],
        released: live,
      },
      'beta-1.3.0',
      { state: 'happened' },
    ],
    [
      'no beta before a patch',
      { planned: [planned({ version: '1.2.1' })], released: live },
      'beta-1.2.1',
      null,
    ],
    [
      'a beta at the same wall time where the clocks change',
      { planned: [planned({ at: '2026-03-31T08:00:00.000Z' })], released: live },
      'beta-1.3.0',
      { at: '2026-03-24T09:00:00.000Z' },
    ],
    [
      'a notice before a major',
      { planned: [planned({ version: '2.0.0', at: '2027-01-12T09:00:00.000Z' })], released: live },
      'notice-due-2.0.0',
      { at: '2026-12-28T23:00:00.000Z', state: 'due' },
    ],
    ['no notice before a minor', { planned: [planned()], released: live }, 'notice-due-1.3.0', null],
    [
      'an open notice that is late',
      { notices: [{ id: 'ntc_1', version: '2.0.0', dueAt: '2026-11-16T23:00:00.000Z', owner: 'ben' }] },
      'notice-ntc_1',
      { state: 'overdue', owner: 'Ben Ivarsson' },
    ],
    [
      'a review that is due',
      { reviews: [{ operation: 'rbk_1', version: '1.1.0', due: NOW, isDone: false }] },
      'review-rbk_1',
      { state: 'due' },
    ],
    [
      'a review that is done',
      { reviews: [{ operation: 'rbk_1', version: '1.1.0', due: NOW, isDone: true }] },
      'review-rbk_1',
      { state: 'happened' },
    ],
    [
      'a minor within its weeks',
      { released: live },
      'cadence-minor-after-1.2.0',
      { at: '2026-12-18T09:00:00.000Z', state: 'due' },
    ],
    [
      'a minor that is overdue, with a draft',
      { released: [{ version: '1.2.0', at: '2026-10-01T09:00:00.000Z' }] },
      'cadence-minor-after-1.2.0',
      {
        at: '2026-10-29T10:00:00.000Z',
        state: 'overdue',
        note: expect.stringContaining('/navi schedule v1.3.0 --on 2026-12-04'),
      },
    ],
    [
      'a minor that is planned',
      { released: live, planned: [planned()] },
      'cadence-minor-after-1.2.0',
      { state: 'planned', note: 'v1.3.0 is planned' },
    ],
    [
      'a major 12 months after the last',
      { released: [{ version: '1.0.0', at: '2026-01-10T09:00:00.000Z' }] },
      'cadence-major-after-1.0.0',
      { at: '2027-01-10T09:00:00.000Z', state: 'due' },
    ],
    [
      'no cadence after a version that Navi found live',
      { released: [{ version: '1.2.0', at: null }] },
      'cadence-minor-after-1.2.0',
      null,
    ],
    ['no cadence where no release is known', {}, 'cadence-minor-after-1.2.0', null],
    [
      'an emergency that is overdue',
      { emergencies: [{ id: 'emg_1', name: 'x', since: NOW, due: '2026-11-26T09:00:00.000Z', over: null }] },
      'emg_1',
      { state: 'overdue' },
    ],
  ])('has %s', (_what, change, uid, expected) => {
    if (expected === null) expect(entry(change, uid)).toBeUndefined();
    else expect(entry(change, uid)).toMatchObject(expected);
  });

  const entries = decideCalendar(
    facts({
      ...{ planned: [planned({ cancelled: 'late;, \nBEGIN:VEVENT', changes: 3 })], released: live },
      freezes: [
        {
          id: 'f',
          from: '2026-12-20T09:00:00.000Z',
          until: '2027-01-04T09:00:00.000Z',
          why: 'holidays '.repeat(20),
          by: null,
        },
      ],
    }),
    NOW,
  );

  it('is a calendar file whose entries keep their names, with lines that are not too long', () => {
    const ics = calendarIcs(entries, { name: 'navi.awell', zone: 'Europe/Brussels' });
    const lines = ics.split('\n');
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    const read = ics.replaceAll('\n ', '').split('\n');
    expect(read.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(entries.length);
    const at = read.indexOf('UID:planned-1.3.0@navi.awell.navi');
    expect(read.slice(at, at + 4)).toEqual([
      ...[
        'UID:planned-1.3.0@navi.awell.navi',
        'SEQUENCE:3',
        'DTSTAMP:20261120T090000Z',
        'DTSTART:20261210T090000Z',
      ],
    ]);
    expect(read[at + 6]).toBe(
      'DESCRIPTION:2026-12-10 10:00 Europe/Brussels\\nBen Ivarsson\\nlate\\;\\, \\nBEGIN:VEVENT',
    );
    expect(read[at + 7]).toBe('STATUS:CANCELLED');
  });

  it('is JSON whose instants no terminal rewrites', () => {
    const json = calendarJson(entries);
    expect(json).not.toMatch(/T\d\d:\d\d:\d\d\.\d{3}Z/);
    expect(JSON.parse(json)).toMatchObject(
      entries.map(({ uid, state, sequence }) => ({ uid, state, sequence })),
    );
  });

  it('is text with what is overdue first', () => {
    const text = calendarText(
      decideCalendar(
        facts({
          released: [{ version: '1.2.0', at: '2026-10-01T09:00:00.000Z' }],
          planned: [planned({ version: '1.2.1' })],
        }),
        NOW,
      ),
      NOW,
    );
    expect(text).toMatch(
      /^Overdue\n! overdue since 2026-10-29.*\nNext\n○ 2026-12-10T09:00:00\.000Z · v1\.2\.1 is planned · Ben Ivarsson$/,
    );
    expect(calendarText([], NOW)).toBe('The calendar is empty.');
  });
});

describe('a reminder of a planned release', () => {
  const at = '2026-03-30T08:00:00.000Z';
  it.each<[string, Partial<PlannedRelease>, boolean, string, object | null]>([
    ['none before three days', {}, false, '2026-03-27T08:59:59.000Z', null],
    [
      'three local days before, over a change of the clocks',
      {},
      false,
      '2026-03-27T09:00:00.000Z',
      { point: 'three-days' },
    ],
    ['a day before', {}, false, '2026-03-29T08:00:00.000Z', { point: 'day', skipped: ['three-days'] }],
    ['in the morning', {}, false, '2026-03-30T06:00:00.000Z', { point: 'morning' }],
    ['at its hour', {}, false, at, { point: 'hour' }],
    ['at its hour, late', {}, false, '2026-03-31T07:59:00.000Z', { point: 'hour' }],
    ['none a day after', {}, false, '2026-03-31T08:00:01.000Z', null],
    ['none when it is cancelled', { cancelled: 'x' }, false, at, null],
    ['none when it is released', {}, true, at, null],
    ['none when it was requested', { isRequested: true }, false, at, null],
    [
      'none of before it was moved',
      { changedAt: '2026-03-29T12:00:00.000Z' },
      false,
      '2026-03-29T13:00:00.000Z',
      null,
    ],
  ])('is %s', (_what, change, isReleased, now, expected) => {
    const found = decideReminder(
      planned({ at, changedAt: '2026-03-01T00:00:00.000Z', ...change }),
      isReleased,
      now,
    );
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});
