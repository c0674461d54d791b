import { describe, expect, it } from 'vitest';
import { evaluateGates } from '../../../src/domain/evaluate-gates.ts';
import { daysAfter } from '../../../src/domain/notice-days.ts';
import type { CustomerNotice, NoticeFacts } from '../../../src/domain/notice-facts.ts';
import { decideWhen } from '../../../src/features/release/decide-when.ts';
import { customersWereNotified } from '../../../src/features/release/gates/customers-were-notified.ts';
import { sampleFacts } from '../../harness/samples/sample-facts.ts';

it.each([
  [
    'without a change of the clock',
    '2027-01-05T09:00:00.000Z',
    'Europe/Brussels',
    '2027-01-19T09:00:00.000Z',
  ],
  ['into summer time', '2027-03-20T09:00:00.000Z', 'Europe/Brussels', '2027-04-03T08:00:00.000Z'],
  ['into winter time', '2026-10-20T09:00:00.000Z', 'Europe/Brussels', '2026-11-03T10:00:00.000Z'],
  [
    'to a wall time that is skipped',
    '2027-02-28T07:30:00.000Z',
    'America/New_York',
    '2027-03-14T07:30:00.000Z',
  ],
  [
    'to a wall time that comes twice',
    '2026-10-18T05:30:00.000Z',
    'America/New_York',
    '2026-11-01T05:30:00.000Z',
  ],
])('14 local days later is the same wall time %s', (_, at, zone, expected) => {
  const local = (iso: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
      new Date(iso),
    );
  expect(daysAfter(at, 14, zone)).toBe(expected);
  if (!_.includes('skipped')) expect(local(expected)).toBe(local(at));
});

const CUSTOMER = { id: 'acme', name: 'Acme', zone: 'Europe/Brussels', owner: 'Ada Okafor' };
const TOLD: CustomerNotice = { ...CUSTOMER, is: 'told', at: '2027-03-20T09:00:00.000Z' };

function found(notice: NoticeFacts, at: string, asked = '2.0.0', live?: string) {
  const facts = sampleFacts({
    ...{ asked, notice, releaseLine: `v${Number(asked.split('.')[0])}` },
    knownGood: live,
  });
  return evaluateGates([customersWereNotified], facts, at).map((one) =>
    one.is === 'block' ? (one.reason.code === 'gate-refused' ? one.reason.text : one.reason.code) : one.is,
  );
}

describe('the gate', () => {
  const sent = (...customers: CustomerNotice[]): Extract<NoticeFacts, { is: 'sent' }> => ({
    ...{ is: 'sent', id: 'ntc_1', on: '2027-04-03', customers, untold: [] },
  });

  it('opens at the same wall time 14 local days after the last acceptance, not before', () => {
    expect(found(sent(TOLD), '2027-04-03T07:59:59.999Z')).toEqual([
      'Acme was notified of v2.0.0 at 2027-03-20T09:00:00.000Z: their 14 days end at 2027-04-03T08:00:00.000Z (Europe/Brussels).',
    ]);
    expect(found(sent(TOLD), '2027-04-03T08:00:00.000Z')).toEqual(['pass']);
  });

  it('says when a release can go out: on the date that customers were told, and after the days of each', () => {
    const facts = (on: string) =>
      sampleFacts({
        ...{ asked: '2.0.0', releaseLine: 'v2', pointer: undefined },
        notice: { is: 'sent', id: 'ntc_1', on, customers: [TOLD], untold: [] },
      });
    const earliest = (on: string) => decideWhen([customersWereNotified], facts(on), TOLD.at).at;

    expect(earliest('2027-04-03')).toBe('2027-04-03T08:00:00.000Z');
    expect(earliest('2027-04-10')).toBe('2027-04-09T22:00:00.000Z');
  });

  it('names each customer who waits, by why, and opens for one who is waived', () => {
    const owed: CustomerNotice = {
      ...CUSTOMER,
      id: 'b',
      name: 'B',
      is: 'owed',
      why: 'bounced',
      recipient: 'b',
    };
    const late: CustomerNotice = {
      ...CUSTOMER,
      id: 'c',
      name: 'C',
      is: 'owed',
      why: 'is no recipient of the notice',
      recipient: null,
    };
    const waived: CustomerNotice = { ...CUSTOMER, id: 'd', is: 'waived' };
    expect(found(sent(TOLD, owed, late, waived), '2027-05-01T00:00:00.000Z')).toEqual([
      'B was not notified of v2.0.0: bounced.',
      'C was not notified of v2.0.0: is no recipient of the notice.',
    ]);
    const many = Array.from({ length: 30 }, (_, nth): CustomerNotice => ({ ...owed, name: `B${nth}` }));
    expect(found(sent(...many), '2027-05-01T00:00:00.000Z').at(-1)).toBe('10 more customers wait.');
  });

  it.each([
    ['waived', { ...CUSTOMER, is: 'waived', confirmedBy: ['ben'] }, 'ada', 'pass'],
    ['waived', { ...CUSTOMER, is: 'waived', confirmedBy: ['ada', 'ben'] }, 'ben', /^Acme counts as waived/],
    ['told by hand', { ...TOLD, confirmedBy: ['ben'] }, 'ada', 'pass'],
    ['told by hand', { ...TOLD, confirmedBy: ['ben'] }, 'ben', /as notified by hand.* by Ben Ivarsson, who/],
    ['accepted', TOLD, 'ben', 'pass'],
  ] as const)(
    'does not count one who is %s, where the requester has confirmed it',
    (_, one, requester, what) => {
      const facts = sampleFacts({ asked: '2.0.0', releaseLine: 'v2', notice: sent(one), requester });
      const at = '2027-05-01T00:00:00.000Z';
      const [verdict] = evaluateGates([customersWereNotified], facts, at);
      const text = verdict?.is === 'block' && 'text' in verdict.reason ? verdict.reason.text : verdict?.is;
      expect(text).toMatch(what);
    },
  );

  it('is closed again by what breaks since, until a correction is given', () => {
    const notice = { ...sent(TOLD), untold: ['Remove stop().'] };
    expect(found(notice, '2027-05-01T00:00:00.000Z')).toEqual([
      'Customers were not notified of what breaks since the notice of v2.0.0: "Remove stop().".',
    ]);
    const many = Array.from({ length: 7 }, (_, nth) => `Remove ${nth}.`);
    expect(found({ ...notice, untold: many }, '2027-05-01T00:00:00.000Z')[0]).toMatch(
      /"Remove 4\." and 2 more/,
    );
  });

  it('stays closed before the date that customers were notified', () => {
    const early = { ...TOLD, at: '2027-01-01T09:00:00.000Z' } as const;
    expect(found(sent(early), '2027-04-02T12:00:00.000Z')).toEqual([
      'Customers expect that v2.0.0 is released on 2027-04-03.',
    ]);
  });

  it.each([
    ['a minor', '1.3.0', '1.2.0'],
    ['a patch', '1.2.1', '1.2.0'],
    ['a prerelease', '2.0.0-beta.1', undefined],
    ['the first of 0.x', '0.1.0', undefined],
  ])('is absent for %s', (_, asked, live) => {
    expect(found({ is: 'none', customers: 3 }, '2027-01-01T00:00:00.000Z', asked, live)).toEqual([]);
  });

  it('is absent where no customers are configured, and is there for 0.x that breaks', () => {
    expect(found({ is: 'not-set-up' }, '2027-01-01T00:00:00.000Z')).toEqual([]);
    expect(found({ is: 'none', customers: 3 }, '2027-01-01T00:00:00.000Z', '0.2.0', '0.1.0').length).toBe(1);
  });
});
