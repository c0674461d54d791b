import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideReminder, mustBeGivenBy } from '../../../src/features/customers/notices/decide-reminder.ts';
import { remindOwners } from '../../../src/features/customers/notices/remind.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { begun, haveCustomers, reviewed } from './tell.ts';

const GIVEN_BY = '2027-03-29T22:00:00.000Z';
const DRAFTED = '2027-01-01T00:00:00.000Z';

describe('a reminder', () => {
  it('counts to the day of the release less 14 local days, over a change of the clock', () => {
    expect(mustBeGivenBy('2027-04-04', { days: 14, zone: 'Europe/Brussels' })).toBe(
      '2027-03-20T23:00:00.000Z',
    );
    expect(mustBeGivenBy('2027-11-10', { days: 14, zone: 'Europe/Brussels' })).toBe(
      '2027-10-26T22:00:00.000Z',
    );
  });

  it.each([
    ['2027-03-15T21:59:59.000Z', null],
    ['2027-03-15T22:00:00.000Z', 'in 14 days'],
    ['2027-03-22T22:05:00.000Z', 'in 7 days'],
    ['2027-03-26T22:05:00.000Z', 'in 3 days'],
    ['2027-03-28T22:05:00.000Z', 'in 24 hours'],
    ['2027-03-29T21:05:00.000Z', 'in an hour'],
    ['2027-03-29T22:05:00.000Z', 'now'],
    ['2027-03-30T22:05:00.000Z', '1 day ago'],
    ['2027-04-05T22:05:00.000Z', '7 days ago'],
  ])('at %s says that it is due %s', (now, when) => {
    const found = decideReminder({ givenBy: GIVEN_BY, since: DRAFTED, now });
    expect(found?.when ?? null).toBe(when);
    expect(found?.isLate ?? false).toBe(false);
  });

  it('is late once for what was missed, and names how many were skipped', () => {
    const now = '2027-03-28T12:00:00.000Z';
    const found = decideReminder({ givenBy: GIVEN_BY, since: DRAFTED, now });
    expect(found).toMatchObject({ when: 'in 3 days', isLate: true });
    expect(found?.dueBefore.length).toBe(2);
    expect(decideReminder({ givenBy: GIVEN_BY, since: '2027-03-27T00:00:00.000Z', now })).toBeNull();
  });
});

describe('the owner of a notice', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openApp();
  });
  afterEach(() => app.close());
  const posts = () =>
    app.world.chat.posts.filter(({ message }) => JSON.stringify(message).includes('has to be complete'));

  it('is reminded once by two replicas, and once for what was missed', async () => {
    haveCustomers(app, 2);
    const day = (days: number) =>
      new Date(app.world.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    await reviewed(app, day(25));
    const other = { ...app.context, holder: 'process-2' };
    const look = async () => {
      await Promise.all([remindOwners(app.context), remindOwners(other)]);
      await remindOwners(app.context);
      await app.work();
    };
    await look();
    expect(posts().length).toBe(0);
    await app.world.clock.advance(5 * 86_400_000);
    await look();
    expect(posts().length).toBe(1);
    expect(JSON.stringify(posts())).toMatch(/in 7 days.*Send it: \/navi notice send/);
    await app.world.clock.advance(5.5 * 86_400_000);
    await look();
    expect(posts().length).toBe(2);
    expect(JSON.stringify(posts()[1])).toMatch(/late: it was due.*skipped/);
  });

  it('is not reminded of a notice that was given', async () => {
    haveCustomers(app, 1);
    await begun(app, '2027-01-12');
    await app.work();
    await app.world.clock.advance(80 * 86_400_000);
    await remindOwners(app.context);
    await app.work();
    expect(posts()).toEqual([]);
  });

  const day = (days: number) =>
    new Date(app.world.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const pass = async (hours: number) => {
    await app.world.clock.advance(hours * 3_600_000);
    await remindOwners(app.context);
    await app.work();
  };
  const where = () => posts().map(({ channel }) => channel);

  it('is reminded by a direct message; after a day of silence the deputy, then who may tell customers', async () => {
    haveCustomers(app, 1);
    await reviewed(app, day(22));
    await pass(25);
    expect(where()).toEqual(['D0ADA']);
    await pass(12);
    expect(where()).toEqual(['D0ADA']);
    await pass(13);
    expect(where()).toEqual(['D0ADA', 'D0BEN']);
    expect(JSON.stringify(posts()[1])).toMatch(/reminded before has not answered/);
    await pass(25);
    expect(where()).toEqual(['D0ADA', 'D0BEN', 'C0RELEASES']);
    await pass(1);
    expect(where().length).toBe(3);
  });

  it('is passed over where the account is deactivated', async () => {
    haveCustomers(app, 1);
    await reviewed(app, day(22));
    app.world.directory.strangers.set('U0ADA', 'deactivated');
    await pass(25);
    expect(where()).toEqual(['D0BEN']);
  });

  it('is another person once it was reassigned, and hears nothing while it is snoozed', async () => {
    haveCustomers(app, 1);
    await reviewed(app, day(22));
    const said = async (words: string) => JSON.stringify(await typed(app, words));
    expect(await said('notice reassign v2.0.0 cleo')).toMatch(
      /Cleo Martins may not tell customers.*ada, ben/,
    );
    expect(await said('notice reassign v2.0.0 ben')).toMatch(/Ben Ivarsson looks after/);
    expect(await said('notice snooze v2.0.0 30d')).toMatch(/at most 14 days/);
    expect(await said('notice snooze v2.0.0 2d')).toMatch(/wait until/);
    await pass(25);
    expect(where()).toEqual([]);
    await pass(24);
    expect(where()).toEqual(['D0BEN']);
  });
});

describe('the card of a notice', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openApp();
    const customers = [customerWith(), customerWith({ id: 'by-hand', channel: { is: 'by-hand' } })];
    app.world.customersFile.has({ is: 'read', customers });
  });
  afterEach(() => app.close());

  const card = () => {
    const post = app.world.chat.posts.findLast(({ message }) => message.is === 'alert');
    if (post?.message.is !== 'alert') throw new Error('there is no card');
    return { ...post, alert: post.message.alert };
  };
  const click = async (decision: string, { by = 'ada', reason = '' } = {}) => {
    const { alert, channel, ts } = card();
    expect(alert.buttons.map((one) => one.decision)).toContain(decision);
    const subject = { kind: 'alert', id: alert.id };
    const { revision } = alert;
    const answer = await app.use.decide(decision, {
      ...{ caller: app.caller(by), subject, revision, card: { channel, ts }, reason, planHash: '' },
    });
    await app.work();
    return JSON.stringify(answer);
  };

  it('has the buttons that its state allows, and they do what they say', async () => {
    await reviewed(app);
    await app.work();
    expect(card().alert.buttons.map(({ label }) => label)).toEqual([
      'Send now',
      'Snooze until …',
      'Reassign …',
    ]);
    expect(await click('send-notice', { by: 'cleo' })).toMatch(/permission-missing/);
    expect(await click('snooze-notice', { reason: '4h' })).toMatch(/wait until/);
    expect(await click('reassign-notice', { reason: 'ben' })).toMatch(/Ben Ivarsson looks after/);
    expect(await click('send-notice')).toMatch(/being sent to 2 recipients/);
    expect(app.world.mail.letters.length).toBe(1);

    expect(await click('notice-by-hand', { reason: 'by-hand they called' })).toMatch(
      /a second person confirms/,
    );
    expect(await click('notice-by-hand', { by: 'ben', reason: 'by-hand I was there' })).toMatch(
      /notified by hand/,
    );
    expect(card().alert).toMatchObject({
      isOver: true,
      buttons: [],
      headline: 'The notice of v2.0.0 is complete',
    });
  });
});
