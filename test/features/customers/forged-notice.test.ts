import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Delivery, Notice } from '../../../src/domain/notice.ts';
import { gatherNotice } from '../../../src/features/customers/index.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { begun, haveCustomers, headOf, noticeOf, reviewed } from './tell.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  haveCustomers(app, 1);
  await begun(app);
  await app.work();
});
afterEach(() => app.close());

/** Writes rows of the notice as an attacker with the database can. */
async function forge(change: { delivery?: (one: Delivery) => Delivery; notice?: (one: Notice) => Notice }) {
  const { notice, deliveries } = await noticeOf(app);
  await app.store.transaction(async (tx) => {
    if (change.notice !== undefined) await tx.notices.save(change.notice(notice));
    for (const one of deliveries)
      if (change.delivery !== undefined) await tx.notices.saveDelivery(change.delivery(one));
  });
}

async function standing() {
  const facts = await gatherNotice(app.context, { version: '2.0.0', commit: await headOf(app) });
  return facts.is === 'sent' ? facts.customers[0] : facts;
}

const EARLY = '2026-01-01T00:00:00.000Z';

it('is told when the journal says so, not when the row does', async () => {
  const before = await standing();
  expect(before).toMatchObject({ is: 'told' });
  await forge({
    delivery: (one) => ({ ...one, state: { is: 'accepted', at: EARLY, answer: '250', by: null } }),
  });
  expect(await standing()).toEqual(before);
});

it('is not waived by a row alone', async () => {
  await forge({
    delivery: (one) => ({ ...one, state: { is: 'waived', at: EARLY, reason: 'x', by: ['ada', 'ben'] } }),
  });
  expect(await standing()).toMatchObject({ is: 'owed', why: expect.stringContaining('audit log') });
});

it.each([
  ['date', (one: Notice) => ({ ...one, on: '2026-11-24' })],
  ['kind', (one: Notice): Notice => ({ ...one, kind: 'correction' })],
])('counts for nothing when its %s is another than was reviewed', async (_, notice) => {
  await forge({ notice });
  expect(await standing()).toMatchObject({ is: 'owed', why: expect.stringContaining('audit log') });
});

it('carries no days on that its draft did not', async () => {
  const before = await standing();
  const { notice, deliveries } = await noticeOf(app);
  const [one] = deliveries;
  if (one === undefined) throw new Error('there is a delivery');
  await app.store.transaction(async (tx) => {
    await tx.notices.save({ ...notice, id: 'ntc_old', state: { is: 'replaced', by: notice.id, at: EARLY } });
    await tx.notices.saveDelivery({
      ...one,
      notice: 'ntc_old',
      state: { is: 'accepted', at: EARLY, answer: '250', by: null },
    });
    await tx.notices.save({ ...notice, carries: 'ntc_old' });
  });
  expect(await standing()).toEqual(before);
});

it('carries the days on where a correction only names a later date', async () => {
  const before = await standing();
  await app.world.clock.advance(3_600_000);
  await begun(app, '2027-02-01');
  await app.work();
  expect((await noticeOf(app)).notice).toMatchObject({ kind: 'correction', on: '2027-02-01' });
  expect(await standing()).toEqual(before);
});

const said = async (words: string, by: string) => JSON.stringify(await typed(app, words, { by }));

it('is not waived by one person whose row says that another has asked', async () => {
  await typed(app, 'notice bounced v2.0.0 c0000 "no such mailbox"');
  await forge({ delivery: (one) => ({ ...one, asked: { is: 'waived', by: 'cleo', reason: 'x' } }) });
  expect(await said('notice waive v2.0.0 c0000 "the contract ends"', 'ben')).toMatch(
    /a second person confirms/,
  );
  expect(await standing()).toMatchObject({ is: 'owed' });
});

it('is not waived by a person who has asked for its release, also where that was refused', async () => {
  await typed(app, 'notice bounced v2.0.0 c0000 "no such mailbox"');
  await typed(app, 'notice waive v2.0.0 c0000 "the contract ends"');
  expect(await said('release v2.0.0', 'ben')).toMatch(/"is":"refusal"/);
  expect(await said('notice waive v2.0.0 c0000 "yes"', 'ben')).toMatch(/nor who asked for the release/);
  expect(await standing()).toMatchObject({ is: 'owed' });
});

it('names who has confirmed a waiver, as the journal says', async () => {
  await typed(app, 'notice bounced v2.0.0 c0000 "no such mailbox"');
  await typed(app, 'notice waive v2.0.0 c0000 "the contract ends"');
  await said('notice waive v2.0.0 c0000 "yes"', 'ben');
  await forge({
    delivery: (one) => ({ ...one, state: { is: 'waived', at: EARLY, reason: 'x', by: ['ada', 'cleo'] } }),
  });
  expect(await standing()).toMatchObject({ is: 'waived', confirmedBy: ['ben'] });
});

it('is not reviewed by its author, also where its row names another owner', async () => {
  await typed(app, 'notice v2.0.0 --on 2027-03-01');
  await forge({ notice: (one) => ({ ...one, owner: 'cleo' }) });
  const digest = /digest (?<it>[0-9a-f]{8,})/.exec(await said('notice show v2.0.0', 'ada'))?.groups?.['it'];
  expect(await said(`notice review v2.0.0 ${digest}`, 'ada')).toMatch(/a second person reviews it/);
});

/** Writes another address into each stored contact. */
async function forgeAddresses(): Promise<void> {
  await app.store.transaction(async (tx) => {
    for (const one of await tx.customers.contacts())
      if (one.secret !== null)
        await tx.customers.saveContact({ ...one, secret: { ...one.secret, address: 'evil@evil.example' } });
  });
}

it('is not sent to an address that was not reviewed', async () => {
  await reviewed(app, '2027-03-01');
  await forgeAddresses();
  expect(await said('notice send v2.0.0', 'ada')).toMatch(/recipients of c0000 have changed/);
});

it('is not sent to another address that was written while it is sent', async () => {
  const { letters } = app.world.mail;
  const before = letters.length;
  await begun(app, '2027-03-01');
  await forgeAddresses();
  await app.work();
  expect(letters.slice(before).map(({ to }) => to)).not.toContain('evil@evil.example');
});

it('is drafted again for the address of the file, where the stored one is another', async () => {
  await forgeAddresses();
  const before = app.world.mail.letters.length;
  await begun(app, '2027-03-01');
  await app.work();
  expect(app.world.mail.letters.slice(before).map(({ to }) => to)).toEqual(['care@c0000.example']);
});
