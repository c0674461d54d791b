import { describe, expect, it } from 'vitest';
import type { CallPoint, Emergency } from '../../../src/domain/emergency.ts';
import { decideBars, stoppedAt, type VersionFacts } from '../../../src/features/emergencies/decide-bars.ts';
import { type CallStep, decideCall, dueOf } from '../../../src/features/emergencies/decide-call.ts';

const SINCE = '2026-11-20T10:00:00.000Z';
const DUE = '2026-11-21T10:00:00.000Z';

function emergency(change: Partial<Emergency> = {}): Emergency {
  return {
    ...{ id: 'emg_1', kind: 'security', title: 'It leaks', issue: null, source: null, by: 'Ada' },
    ...{ since: SINCE, due: DUE, zone: 'Europe/Brussels', bad: ['1.2.0'], assignee: null, stages: {} },
    ...{ bars: [], spread: [], called: [], waiver: null, over: null, ...change },
  };
}

describe('the clock of an emergency', () => {
  it.each<[string, Emergency['kind'], string, string, string]>([
    ['24 hours', 'security', SINCE, 'Europe/Brussels', DUE],
    [
      '24 hours, also where the clocks go forward',
      'security',
      '2026-03-28T20:00:00.000Z',
      'Europe/Brussels',
      '2026-03-29T20:00:00.000Z',
    ],
    [
      '24 hours, also where the clocks go back',
      'security',
      '2026-10-24T20:00:00.000Z',
      'Europe/Brussels',
      '2026-10-25T20:00:00.000Z',
    ],
    ['48 hours', 'critical', SINCE, 'Europe/Brussels', '2026-11-22T10:00:00.000Z'],
    ['the same wall time a week later', 'blocking', SINCE, 'Europe/Brussels', '2026-11-27T10:00:00.000Z'],
    [
      'an hour less where the clocks go forward',
      'blocking',
      '2026-03-25T09:00:00.000Z',
      'Europe/Brussels',
      '2026-04-01T08:00:00.000Z',
    ],
    [
      'an hour more where the clocks go back',
      'blocking',
      '2026-10-21T08:00:00.000Z',
      'Europe/Brussels',
      '2026-10-28T09:00:00.000Z',
    ],
    [
      'the first of a time that comes twice',
      'blocking',
      '2026-10-18T00:30:00.000Z',
      'Europe/Brussels',
      '2026-10-25T00:30:00.000Z',
    ],
  ])('takes %s', (_what, kind, since, zone, due) => {
    expect(dueOf(kind, since, zone)).toBe(due);
  });

  const none: CallStep = { is: 'none' };
  const call = (point: CallPoint, ...skipped: CallPoint[]): CallStep => ({ is: 'call', point, skipped });
  const waiver = { until: '2026-11-21T06:00:00.000Z', by: 'ada', why: 'vendor' };
  it.each<[string, Partial<Emergency>, string, CallStep]>([
    ['nobody before half of it', {}, '2026-11-20T21:59:59.999Z', none],
    ['at half of it', {}, '2026-11-20T22:00:00.000Z', call('half')],
    ['once', { called: ['half'] }, '2026-11-21T07:35:59.000Z', none],
    ['at nine tenths', { called: ['half'] }, '2026-11-21T07:36:00.000Z', call('most')],
    ['at its end', { called: ['half', 'most'] }, DUE, call('breach')],
    ['no more after its end', { called: ['half', 'most', 'breach'] }, '2026-12-21T10:00:00.000Z', none],
    ['the newest alone after a pause', {}, '2026-11-30T10:00:00.000Z', call('breach', 'half', 'most')],
    ['nobody in a waiver', { waiver }, '2026-11-21T05:59:00.000Z', none],
    ['at the end of a waiver', { waiver }, waiver.until, call(`waiver:${waiver.until}`, 'half')],
    ['once at its end', { waiver, called: ['half', `waiver:${waiver.until}`] }, waiver.until, none],
    [
      'at its end though the waiver was',
      { waiver, called: ['half', 'most', `waiver:${waiver.until}`] },
      DUE,
      call('breach'),
    ],
    ['nobody when it is over', { over: { at: SINCE, how: 'safe', by: null, why: '' } }, DUE, none],
  ])('calls %s', (_what, change, now, expected) => {
    expect(decideCall(emergency(change), now)).toEqual(expected);
  });
});

const MOVED = '2026-11-20T12:00:00.000Z';
const CLEAN = '2026-11-20T12:01:00.000Z';
const BROWSERS = '2026-11-20T13:01:00.000Z';
const NOW = '2026-11-20T14:00:00.000Z';
const pack = { name: '@awell-health/navi-js', version: '1.2.0', latest: '1.2.1', isDeprecated: true };
const facts = (change: Partial<VersionFacts> = {}): VersionFacts => ({
  ...{ version: '1.2.0', releaseLine: 'v1', live: '1.2.1', isForged: false, movedAt: MOVED },
  ...{ cleanAt: CLEAN, browsersUntil: BROWSERS, packages: [pack], ...change },
});

describe('the bars of an emergency', () => {
  const bars = (change: Partial<VersionFacts>, known: Partial<Emergency> = {}, now = NOW) =>
    decideBars(emergency(known), { versions: [facts(change)], customers: 'not-set-up' }, now);

  it('stop its clock at the last of them, and only when all are met', () => {
    const all = bars({});
    expect(all.map(({ id, is }) => `${id} ${is}`)).toEqual([
      ...['pointer met', 'probes met', 'browsers met', 'npm met', 'customers met'],
    ]);
    expect(stoppedAt(all)).toBe(NOW);
    expect(stoppedAt([])).toBeNull();
  });

  it.each<[string, Partial<VersionFacts>, string, string, RegExp]>([
    ['the pointer still has it', { live: '1.2.0' }, 'pointer', 'open', /v1 still has v1\.2\.0/],
    [
      'a forged row says that it moved',
      { isForged: true },
      'pointer',
      'unknown',
      /audit log does not confirm/,
    ],
    ['another hand moved it', { movedAt: null }, 'pointer', 'unknown', /no operation of Navi moved it/],
    ['nothing is known of the line', { live: null }, 'pointer', 'unknown', /does not know what is live/],
    ['a probe gets the old one', { cleanAt: null }, 'probes', 'open', /not every probe gets v1\.2\.1/],
    [
      'a browser may keep it',
      { browsersUntil: '2026-11-20T14:00:00.001Z' },
      'browsers',
      'open',
      /browsers may run v1\.2\.0 until/,
    ],
    ['its max-age is unknown', { browsersUntil: null }, 'browsers', 'unknown', /not known/],
    [
      'latest is still it',
      { packages: [{ ...pack, latest: '1.2.0' }] },
      'npm',
      'open',
      /latest is still @awell-health\/navi-js@1\.2\.0/,
    ],
    [
      'it is not deprecated',
      { packages: [{ ...pack, isDeprecated: false }] },
      'npm',
      'open',
      /is not deprecated/,
    ],
    [
      'npm does not answer',
      { packages: [{ name: 'x', problem: '503' }] },
      'npm',
      'unknown',
      /was not read for x: 503/,
    ],
    ['its packages are unknown', { packages: null }, 'npm', 'unknown', /which npm packages/],
  ])('are not met while %s', (_what, change, id, is, text) => {
    const found = bars(change);
    expect(found.find((bar) => bar.id === id)).toMatchObject({ is, text: expect.stringMatching(text) });
    expect(stoppedAt(found)).toBeNull();
  });

  it('wait for each other: what comes after an open one is open', () => {
    expect(bars({ live: '1.2.0' }).map(({ is }) => is)).toEqual(['open', 'open', 'open', 'met', 'met']);
  });

  it('are unknown where no bad version is named', () => {
    const found = decideBars(emergency({ bad: [] }), { versions: [], customers: 'not-set-up' }, NOW);
    expect(found.filter(({ is }) => is === 'unknown').map(({ id }) => id)).toEqual([
      ...['pointer', 'probes', 'browsers', 'npm'],
    ]);
    expect(stoppedAt(found)).toBeNull();
  });

  it('are of the worst of several versions', () => {
    const versions = [facts(), facts({ version: '2.0.0', releaseLine: 'v2', live: '2.0.0' })];
    const found = decideBars(
      emergency({ bad: ['1.2.0', '2.0.0'] }),
      { versions, customers: 'not-set-up' },
      NOW,
    );
    expect(found[0]).toMatchObject({ is: 'open', text: 'v2 still has v2.0.0' });
  });

  it('keep the time at which npm was first seen right, and none before the emergency began', () => {
    const [, , , npm] = bars({}, { bars: [{ id: 'npm', is: 'met', at: BROWSERS, text: '' }] });
    expect(npm).toMatchObject({ at: BROWSERS });
    expect(bars({ movedAt: '2026-11-01T00:00:00.000Z' })[0]).toMatchObject({ is: 'met', at: SINCE });
  });

  it.each<[string, Parameters<typeof decideBars>[1]['customers'], object]>([
    ['no file is set up', 'not-set-up', { is: 'met', at: SINCE }],
    ['the file is not valid', 'unreadable', { is: 'unknown' }],
    [
      'no notice is drafted',
      [{ version: '1.2.0', is: 'none' }],
      { is: 'open', text: expect.stringMatching(/notice emergency v1\.2\.0/) },
    ],
    [
      'some are open',
      [{ version: '1.2.0', is: 'open', open: 2, of: 9 }],
      { is: 'open', text: expect.stringMatching(/^2 of 9 are not/) },
    ],
    [
      'none may load it',
      [{ version: '1.2.0', is: 'unaffected' }],
      { is: 'met', at: SINCE, text: 'no customer of the file may load v1.2.0' },
    ],
    [
      'none may load one version, and the other has no notice',
      [
        { version: '1.2.0', is: 'unaffected' },
        { version: '1.3.0', is: 'none' },
      ],
      { is: 'open', text: expect.stringMatching(/notice emergency v1\.3\.0/) },
    ],
    ['all were notified', [{ version: '1.2.0', is: 'all', at: NOW }], { is: 'met', at: NOW }],
    [
      'all were notified before it began',
      [{ version: '1.2.0', is: 'all', at: '2026-11-01T00:00:00.000Z' }],
      { is: 'met', at: SINCE },
    ],
  ])('are of customers, where %s', (_what, customers, expected) => {
    expect(decideBars(emergency(), { versions: [facts()], customers }, NOW).at(-1)).toMatchObject(expected);
  });
});
