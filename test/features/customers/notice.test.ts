import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isChangeset } from '../../../src/features/customers/notices/changes.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { begun, haveCustomers, noticeOf, reviewed } from './tell.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const said = async (words: string, by = 'ada') => JSON.stringify(await typed(app, words, { by }));

describe('a notice', () => {
  it('needs customers, and says what is missing', async () => {
    expect(await said('notice v2.0.0 --on 2027-01-12')).toMatch(/knows no customers.*NAVI_CUSTOMERS/);
    expect(await said('notice v2.0.0 --on someday')).toMatch(/--on, a date such as/);
    expect(await said('notice send v2.0.0')).toMatch(/no notice of v2\.0\.0/);
  });

  it('is drafted with why each, previewed, reviewed by a second person, and sent to each', async () => {
    app.world.customersFile.hasExample();
    expect(await said('notice v2.0.0 --on 2027-01-12')).toMatch(/for 13 recipients is drafted/);
    expect(await said('notice show v2.0.0')).toMatch(/zna-antwerp: not sent yet \(by e-mail; loads v1/);
    expect(await said('notice show v2.0.0 heartcentre-aalst')).toMatch(/your pages load v1\.1\.0/);
    const { notice } = await noticeOf(app);
    expect(await said('notice send v2.0.0')).toMatch(/is not reviewed yet/);
    expect(await said('notice review v2.0.0 0123456789ab', 'ben')).toMatch(/not the digest/);
    const digest = /review v2\.0\.0 (?<it>[0-9a-f]+)/.exec(await said('notice send v2.0.0'))?.groups?.['it'];
    expect(await said(`notice review v2.0.0 ${digest}`)).toMatch(/a second person/);
    expect(await said(`notice review v2.0.0 ${digest}`, 'cleo')).toMatch(/permission-missing/);
    expect(await said(`notice review v2.0.0 ${digest}`, 'ben')).toMatch(/is reviewed/);
    expect(app.world.mail.letters).toEqual([]);
    await typed(app, 'notice send v2.0.0');
    await app.work();
    expect(app.world.mail.letters.length).toBe(11);
    expect(new Set(app.world.mail.letters.map(({ messageId }) => messageId)).size).toBe(11);
    expect((await noticeOf(app)).notice).toMatchObject({ id: notice.id, state: { is: 'sending' } });
  });

  it.each([
    ['.changeset/brave-cats-sing.md', true],
    ['.changeset/README.md', false],
    ['.changeset/AGENTS.md', false],
    ['.changeset/config.json', false],
    ['.changeset/.hidden.md', false],
  ])('takes %s for a changeset: %s', (path, is) => {
    expect(isChangeset(path)).toBe(is);
  });

  it('is void once a contact has changed after the review', async () => {
    haveCustomers(app, 2);
    await reviewed(app);
    app.world.customersFile.has({
      is: 'read',
      customers: [customerWith({ id: 'c0000', contacts: [{ name: null, email: 'new@c.example' }] })],
    });
    await app.work(120_000);
    const { watchFile } = await import('../../../src/features/customers/watch-file.ts');
    await watchFile(app.context);
    expect(await said('notice send v2.0.0')).toMatch(
      /recipients of c0000, c0001 have changed since the review/,
    );
  });

  it('is void once a customer is added after the review, and while their file is not valid', async () => {
    haveCustomers(app, 2);
    await reviewed(app);
    haveCustomers(app, 2, customerWith({ id: 'new', channel: { is: 'by-hand' } }));
    expect(await said('notice send v2.0.0')).toMatch(/recipients of new have changed since the review/);
    app.world.customersFile.has({ is: 'unreadable', problems: [] });
    expect(await said('notice send v2.0.0')).toMatch(/customers file cannot be read/);
    haveCustomers(app, 2);
    expect(await said('notice send v2.0.0')).toMatch(/is being sent/);
  });

  it('is void once its stored text is another than was reviewed: nothing of it is sent', async () => {
    haveCustomers(app, 2);
    const id = await begun(app);
    await app.store.transaction(async (tx) => {
      for (const one of await tx.notices.deliveries(id))
        await tx.notices.saveDelivery({ ...one, recipient: { ...one.recipient, text: 'forged' } });
    });
    await app.work();
    expect(app.world.mail.letters).toEqual([]);
  });

  it('tries again what was put off, and gives up what is refused', async () => {
    haveCustomers(app, 2);
    let puts = 0;
    app.world.mail.onLetter(({ to }) => {
      if (to.includes('c0001')) return { answer: { is: 'refused', answer: '550 no' }, arrives: false };
      puts += 1;
      return puts < 3
        ? { answer: { is: 'deferred', why: '450 later' }, arrives: false }
        : { answer: { is: 'accepted', answer: '250' }, arrives: true };
    });
    await begun(app);
    for (let minute = 0; minute < 10; minute += 1) {
      await app.world.clock.advance(60_000);
      await app.work(120_000);
    }
    const { deliveries } = await noticeOf(app);
    expect(deliveries.map(({ state }) => state.is)).toEqual(['accepted', 'refused']);
    expect(puts).toBe(3);
  });

  it('is taken back by a bounce, and by hand or waived only by two people', async () => {
    haveCustomers(app, 1);
    await begun(app);
    await app.work();
    expect((await noticeOf(app)).notice.state.is).toBe('given');
    expect(await said('notice waive v2.0.0 c0000 "why not"')).toMatch(/is accepted already/);
    await typed(app, 'notice bounced v2.0.0 c0000 "no such mailbox"');
    expect((await noticeOf(app)).notice.state.is).toBe('sending');

    expect(await said('notice waive v2.0.0 c0000 "contract ends"', 'ben')).toMatch(
      /a second person confirms/,
    );
    expect(await said('notice waive v2.0.0 c0000 "contract ends"', 'ben')).toMatch(
      /a second person confirms/,
    );
    expect(await said('notice waive v2.0.0 c0000 "yes"', 'ada')).toMatch(/neither the owner of the notice/);
    expect((await noticeOf(app)).notice.state.is).toBe('sending');
  });

  it('proves itself by one file, without an address', async () => {
    haveCustomers(app, 1);
    await begun(app);
    await app.work();
    const proof = await said('notice show v2.0.0 --proof');
    expect(proof).toMatch(/digest.*accepted.*250 Queued/s);
    expect(proof).not.toContain('care@');
    const rows = await app.store.transaction(async (tx) =>
      tx.journal.of({ kind: 'notice', id: (await tx.notices.current('2.0.0'))?.id ?? '' }),
    );
    expect(rows.map(({ row }) => row.event)).toEqual([
      ...['notice-drafted', 'notice-reviewed', 'notice-sending'],
      ...['notice-intended', 'notice-answered', 'notice-given'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('care@');
  });
});
