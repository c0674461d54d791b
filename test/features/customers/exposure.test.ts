import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Customer, Loads } from '../../../src/domain/customer.ts';
import type { LoadsRead, ReferredLoads } from '../../../src/domain/referred-loads.ts';
import {
  decideExposures,
  decideWindow,
  type ExposureFacts,
} from '../../../src/features/customers/loads/decide-exposure.ts';
import { isAddressed } from '../../../src/features/customers/notices/decide-recipients.ts';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';

const move = (version: string, hour: number, isClean = true) => ({
  version,
  at: `2026-11-27T${String(hour).padStart(2, '0')}:00:00.000Z`,
  cleanAt: isClean ? `2026-11-27T${String(hour).padStart(2, '0')}:05:00.000Z` : null,
});
const over = (from: number, to: number) => ({
  is: 'over',
  from: move('', from).at,
  to: move('', to).cleanAt,
});

describe('the time in which a release line was v1.2.0', () => {
  it.each([
    [
      'ends when every probe gets what replaced it',
      [move('1.2.0', 9), move('1.1.0', 10)],
      '1.1.0',
      over(9, 10),
    ],
    [
      'is from the first time that it was there until the last',
      [move('1.2.0', 8), move('1.1.0', 9), move('1.2.0', 10), move('1.1.0', 11)],
      '1.1.0',
      over(8, 11),
    ],
    ['is not over while it is live', [move('1.2.0', 9)], '1.2.0', { is: 'unknown' }],
    [
      'is not over before the probes are clean',
      [move('1.2.0', 9), move('1.1.0', 10, false)],
      '1.1.0',
      { is: 'unknown' },
    ],
    ['is not known where Navi did not move it there', [move('1.1.0', 10)], '1.1.0', { is: 'unknown' }],
    [
      'is not known after a move from outside',
      [move('1.2.0', 9), move('1.1.0', 10)],
      '1.0.0',
      { is: 'unknown' },
    ],
  ])('%s', (_, moves, live, wanted) => {
    expect(decideWindow('1.2.0', moves, live)).toMatchObject(wanted);
  });
});

const LINE: Loads = { is: 'release-line', releaseLine: 'v1' };
const pinning = (version: string): Loads => ({ is: 'version', version });
const load = (host: string | null, loaded: string | null, count = 3): ReferredLoads => ({
  ...{ host, loaded, count },
  at: move('', 9).at,
});
const read = (...loads: ReferredLoads[]): LoadsRead => ({ is: 'read', loads, isIncomplete: false });
const FACTS: ExposureFacts = {
  version: '1.2.0',
  window: { is: 'over', from: move('', 9).at, to: move('', 10).at },
  read: read(load('other.example', 'v1')),
  before: read(load('acme.example', 'v1')),
  why: null,
};

describe('a customer is left out of a rollback’s notice', () => {
  const acme = { id: 'acme', hosts: ['acme.example'], loads: LINE };
  it.each<[string, Partial<Pick<Customer, 'hosts' | 'loads'>>, Partial<ExposureFacts>, string, boolean]>([
    ['who was proved not to have loaded it', {}, {}, 'unexposed', false],
    ['not: one load is enough', {}, { read: read(load('acme.example', 'v1', 1)) }, 'loaded', true],
    ['not: a load of the version itself', {}, { read: read(load('acme.example', 'v1.2.0')) }, 'loaded', true],
    ['not: a load of something unknown', {}, { read: read(load('acme.example', null)) }, 'not-proved', true],
    [
      'who loaded another version in that time',
      {},
      { read: read(load('acme.example', 'v1.0.0')) },
      'unexposed',
      false,
    ],
    [
      'not: the file says another version, but it was loaded',
      { loads: pinning('1.0.0') },
      { read: read(load('acme.example', 'v1')) },
      'loaded',
      true,
    ],
    ['who pins another version', { loads: pinning('1.0.0') }, {}, 'unexposed', false],
    ['not: who pins the version', { loads: pinning('1.2.0') }, {}, 'not-proved', true],
    ['not: without hosts', { hosts: [] }, {}, 'not-proved', true],
    [
      'not: one load names no host',
      {},
      { read: read(load('other.example', 'v1'), load(null, 'v1', 1)) },
      'not-proved',
      true,
    ],
    [
      'not: one load is of no customer',
      {},
      { read: read(load('stranger.example', 'v1', 1)) },
      'not-proved',
      true,
    ],
    [
      'although a stranger loaded another version',
      {},
      { read: read(load('stranger.example', 'v1.0.0')) },
      'unexposed',
      false,
    ],
    [
      'not: a part of the counts is missing',
      {},
      { read: { is: 'read', loads: [], isIncomplete: true } },
      'not-proved',
      true,
    ],
    ['not: the metric may be newer than the version', {}, { before: read() }, 'not-proved', true],
    ['not: the metric is not set up', {}, { read: { is: 'not-created', metric: 'm' } }, 'not-proved', true],
    ['not: the load balancer was not read', {}, { read: null, why: 'answered 503' }, 'not-proved', true],
    [
      'not: the version is still live',
      {},
      { window: { is: 'unknown', why: 'v1/ still is v1.2.0' } },
      'not-proved',
      true,
    ],
  ])('%s', (_, change, facts, is, isTold) => {
    const customer = customerWith({ ...acme, ...change });
    const others = [customerWith({ id: 'other', hosts: ['other.example'] })];
    const exposures = decideExposures([customer, ...others], { ...FACTS, ...facts });
    expect(exposures.get('acme')?.is).toBe(is);
    expect(isAddressed(customer, { topic: 'rollback', version: '1.2.0', exposures })).toBe(isTold);
    expect(isAddressed(customer, { topic: 'release', version: '1.2.0', exposures })).toBe(true);
  });
});

describe('the notice of a rollback', () => {
  let app: TestApp;
  let answer: () => LoadsRead;
  beforeEach(async () => {
    app = await openApp();
    app.context.traffic = { ...app.context.traffic, readLoads: async () => answer() };
    const customers = ['exposed', 'quiet'].map((id) => customerWith({ id, hosts: [`${id}.example`] }));
    app.world.customersFile.has({ is: 'read', customers });
    answer = () => read(load('exposed.example', 'v1'));
  });
  afterEach(() => app.close());

  const noticeOf = () =>
    app.store.transaction(async (tx) => {
      const notice = await tx.notices.current('1.2.0');
      if (notice === undefined) throw new Error('there is a notice');
      const rows = await tx.journal.of({ kind: 'notice', id: notice.id });
      return { recipients: (await tx.notices.deliveries(notice.id)).map(({ recipient }) => recipient), rows };
    });

  it('goes to everyone at once, and leaves out who is proved not to have loaded it when it is drafted again', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    const first = await noticeOf();
    expect(first.recipients.map(({ id }) => id)).toEqual(['exposed', 'quiet']);
    expect(first.recipients[1]?.why).toMatch(/^loads v1; may have loaded it: /);

    await app.world.clock.advance(30 * 60_000);
    const text = JSON.stringify(await typed(app, 'notice rollback v1.2.0 --says "Sorry."'));
    expect(text).toMatch(
      /1 customer left out, because the load balancer saw no load of theirs in that time: quiet/,
    );
    const again = await noticeOf();
    expect(again.recipients.map(({ id, why }) => [id, why])).toEqual([
      ['exposed', 'loads v1; 3 loads of v1/ in that time'],
    ]);
    expect(again.rows.at(-1)?.row.details).toMatchObject({ leftOut: ['quiet'] });
  });

  it('leaves out no customer where one load names none', async () => {
    answer = () => read(load('exposed.example', 'v1'), load(null, 'v1', 1));
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    await app.world.clock.advance(30 * 60_000);
    await typed(app, 'notice rollback v1.2.0 --says "Sorry."');
    const { recipients } = await noticeOf();
    expect(recipients.map(({ id }) => id)).toEqual(['exposed', 'quiet']);
    expect(recipients[1]?.why).toMatch(
      /may have loaded it: 1 load of v1\/ in that time are of no known customer/,
    );
  });
});
