import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loads } from '../../../src/domain/customer.ts';
import type { LoadsRead } from '../../../src/domain/referred-loads.ts';
import { decideMoved } from '../../../src/features/customers/loads/decide-moved.ts';
import { decideLoading } from '../../../src/features/customers/loads/gather-loads.ts';
import { isAddressed } from '../../../src/features/customers/notices/decide-recipients.ts';
import {
  decideCustomerReminder,
  noticeDueAt,
} from '../../../src/features/customers/notices/decide-reminder.ts';
import { remindCustomers } from '../../../src/features/customers/notices/remind-customers.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

const DAY_MS = 86_400_000;
const AT = '2026-12-01T09:00:00.000Z';
const pinning = (version: string): Loads => ({ is: 'version', version });
const line = (releaseLine: string): Loads => ({ is: 'release-line', releaseLine });
const read = (isIncomplete: boolean, ...loaded: string[]): LoadsRead => ({
  ...{ is: 'read', isIncomplete },
  loads: [
    ...loaded.map((one) => ({ host: 'acme.example', loaded: one, at: AT, count: 3 })),
    { host: 'other.example', loaded: 'v1', at: AT, count: 1 },
  ],
});

describe('a customer of v2.0.0', () => {
  it.each<[string, string, Loads, LoadsRead, boolean]>([
    ['was seen to load v1 alone', 'loaded', line('v1'), read(false, 'v1'), true],
    ['was seen to load both', 'loaded', line('v2'), read(false, 'v2', 'v1'), true],
    ['was seen to load an older version', 'loaded', line('v2'), read(false, 'v2.0.0-beta.1'), true],
    ['was seen to load v2 alone, whatever the file says', 'unexposed', line('v1'), read(false, 'v2'), false],
    ['was seen to load the version', 'unexposed', line('v1'), read(false, 'v2.0.0'), false],
    ['was seen to load a newer one', 'unexposed', line('v1'), read(false, 'v3', 'v2.1.0'), false],
    ['was seen to load v2, and a part is missing', 'not-proved', line('v1'), read(true, 'v2'), true],
    ['was not seen; the file says v2', 'unexposed', line('v2'), read(false), false],
    ['was not seen; the file pins v1.9.0', 'not-proved', pinning('1.9.0'), read(false), true],
    ['was not seen; the file says nothing', 'not-proved', { is: 'not-stated' }, read(false), true],
    ['is not measured; the file says v1', 'not-proved', line('v1'), { is: 'not-created', metric: 'm' }, true],
  ])('%s: %s', (_, is, loads, seen, isReminded) => {
    const customer = customerWith({ id: 'acme', hosts: ['acme.example'], loads });
    const others = [customerWith({ id: 'other', hosts: ['other.example'] })];
    const loading = decideLoading([customer, ...others], seen, { from: AT, to: AT });
    const exposures = decideMoved([customer], loading, '2.0.0');
    expect(exposures.get('acme')?.is).toBe(is);
    expect(isAddressed(customer, { topic: 'reminder', version: '2.0.0', exposures })).toBe(isReminded);
  });
});

describe('the days of a reminder to customers', () => {
  const moves = [
    { version: '2.0.0', at: '2027-03-20T09:00:00.000Z' },
    { version: '2.0.1', at: '2027-03-21T09:00:00.000Z' },
  ];
  it.each([
    ['before the first one', '2027-03-27T08:59:59.000Z', moves, null],
    ['at the first one', '2027-03-27T09:00:00.000Z', moves, 7],
    // The clock was put forward on 28 March: the same wall time is an hour earlier.
    ['before the second one', '2027-04-19T07:59:59.000Z', moves, 7],
    ['at the second one', '2027-04-19T08:00:00.000Z', moves, 30],
    ['before its release', '2027-05-01T09:00:00.000Z', [{ version: '1.9.0', at: AT }], null],
    [
      'after it was taken back',
      '2027-05-01T09:00:00.000Z',
      [...moves.slice(0, 1), { version: '1.9.0', at: '2027-03-21T09:00:00.000Z' }],
      null,
    ],
  ])('%s', (_, now, pointer, day) => {
    const found = decideCustomerReminder({
      ...{ version: '2.0.0', days: [7, 30], moves: pointer, now, zone: 'Europe/Brussels' },
    });
    expect(found?.day ?? null).toBe(day);
  });

  it('a reminder has half an hour for its review; the notice of a release counts back from its day', () => {
    const rule = { days: 14, zone: 'Europe/Brussels' };
    expect(noticeDueAt({ topic: 'reminder', on: '2026-11-20', draftedAt: AT }, rule)).toBe(
      '2026-12-01T09:30:00.000Z',
    );
    expect(noticeDueAt({ topic: 'release', on: '2027-01-12', draftedAt: AT }, rule)).toBe(
      '2026-12-28T23:00:00.000Z',
    );
  });
});

describe('reminders to customers', () => {
  let app: TestApp;
  let loads: LoadsRead;
  beforeEach(async () => {
    app = await openApp();
    app.context.traffic = { ...app.context.traffic, readLoads: async () => loads };
    const customers = [
      customerWith({ id: 'moved', hosts: ['moved.example'], loads: pinning('1.1.0') }),
      customerWith({ id: 'stays', hosts: ['stays.example'], loads: pinning('1.1.0') }),
    ];
    app.world.customersFile.has({ is: 'read', customers });
    loads = {
      ...{ is: 'read', isIncomplete: false },
      loads: [
        { host: 'moved.example', loaded: 'v1.2.0', at: AT, count: 9 },
        { host: 'stays.example', loaded: 'v1.1.0', at: AT, count: 4 },
      ],
    };
  });
  afterEach(() => app.close());

  const words = async (text: string, by = 'ada') => JSON.stringify(await typed(app, text, { by }));
  const review = async (draft: string) => {
    const digest = /review v1\.2\.0 (?<digest>[0-9a-f]+)/.exec(draft)?.groups?.['digest'] ?? '';
    await words(`notice review v1.2.0 ${digest}`, 'ben');
    await words('notice send v1.2.0');
    await app.work();
  };
  const reminder = () =>
    app.store.transaction(async (tx) => {
      const notice = await tx.notices.current('1.2.0', 'reminder');
      return notice && { notice, of: await tx.notices.deliveries(notice.id) };
    });
  const look = async (days: number) => {
    await app.world.clock.advance(days * DAY_MS);
    await Promise.all([remindCustomers(app.context), remindCustomers({ ...app.context, holder: 'other' })]);
    await app.work();
  };
  const subjects = () => app.world.mail.letters.map(({ to, subject }) => `${to}: ${subject}`);

  it('are drafted on their days for who has not moved, and each is sent once after its review', async () => {
    await review(await words('notice v1.2.0 --on 2026-12-20 --remind 7,30'));
    const told = app.world.mail.letters.length;
    expect(told).toBe(2);
    await release(app);
    await look(6.9);
    expect(await reminder()).toBeUndefined();

    await look(0.2);
    const first = await reminder();
    expect(first?.notice).toMatchObject({ state: { is: 'drafted' }, kind: 'reminder', corrects: null });
    expect(first?.of.map(({ recipient }) => [recipient.id, recipient.why])).toEqual([
      ['stays', 'pins v1.1.0; 4 loads of v1.1.0/ in the last 3 days'],
    ]);
    await look(0.1);
    expect((await reminder())?.notice.id).toBe(first?.notice.id);
    expect(app.world.mail.letters.length).toBe(told);

    await review(await words('notice reminder v1.2.0 --says "We help you."'));
    await look(0.1);
    expect(subjects().slice(told)).toEqual([
      expect.stringMatching(/^care@stays\.example: Reminder: .+ v1\.2\.0 is out since \d{4}-\d\d-\d\d$/),
    ]);
    expect((await reminder())?.notice.state.is).toBe('given');

    await look(23);
    expect((await reminder())?.notice).toMatchObject({ kind: 'reminder', state: { is: 'drafted' } });
    expect(app.world.mail.letters.length).toBe(told + 1);
  });

  it('are not drafted once all have moved, nor where the notice does not say so', async () => {
    loads = { is: 'read', isIncomplete: false, loads: [] };
    app.world.customersFile.has({
      is: 'read',
      customers: [customerWith({ id: 'stays', loads: line('v1') })],
    });
    await review(await words('notice v1.2.0 --on 2026-12-20 --remind 7'));
    await release(app);
    await look(8);
    expect(await reminder()).toBeUndefined();
    expect(await words('notice reminder v1.2.0')).toMatch(/Every customer of the file has moved to v1\.2\.0/);
  });

  it('are not drafted by a row that says other days than were reviewed', async () => {
    await review(await words('notice v1.2.0 --on 2026-12-20'));
    await release(app);
    await app.store.transaction(async (tx) => {
      const notice = await tx.notices.current('1.2.0', 'release');
      if (notice !== undefined) await tx.notices.save({ ...notice, remind: [7] });
    });
    await look(8);
    expect(await reminder()).toBeUndefined();
  });

  it('need a release, and days that are numbers', async () => {
    expect(await words('notice reminder v1.2.0')).toMatch(/does not say that v1\.2\.0 was released/);
    expect(await words('notice v1.2.0 --on 2026-12-20 --remind soon')).toMatch(/numbers of days from 1/);
    expect(await words('notice v1.2.0 --on 2026-12-20 --remind 0,7')).toMatch(/numbers of days from 1/);
    expect(await words('notice custom v1.2.0 --says "Hi." --remind 7')).toMatch(/belongs to the notice of/);
  });
});
