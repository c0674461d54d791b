import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONCURRENCY } from '../../../src/features/customers/notices/send-notice.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { begun, haveCustomers, INSTANTS, live, noticeOf } from './tell.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** How often each address got a message. */
function arrivals(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { to } of app.world.mail.letters) counts.set(to, (counts.get(to) ?? 0) + 1);
  return counts;
}

async function states(): Promise<Map<string, string>> {
  const { deliveries } = await noticeOf(app);
  return new Map(deliveries.map(({ recipient, state }) => [recipient.id, state.is]));
}

describe('a notice', () => {
  it('reaches 1,000 recipients once each, whatever kills Navi', { timeout: 240_000 }, async () => {
    haveCustomers(app, 1_000);
    const notice = await begun(app);
    let kills = 0;
    for (let life = 0; ; life += 1) {
      const at = INSTANTS[life % INSTANTS.length] ?? 'after a send';
      const nth = 5 + ((life * 37) % 90);
      if (await live(app.context, { notice, at, nth, holder: `life-${life}` })) break;
      kills += 1;
    }
    const unknown = [...(await states())].filter(([, is]) => is === 'unknown').map(([id]) => id);
    const twice = [...arrivals().values()].filter((count) => count > 1);

    expect(kills).toBeGreaterThan(20);
    expect(twice).toEqual([]);
    expect(unknown.length).toBeLessThanOrEqual(kills * CONCURRENCY);
    for (const [id, is] of await states()) {
      expect(['accepted', 'unknown']).toContain(is);
      if (is === 'accepted') expect(arrivals().get(`care@${id}.example`)).toBe(1);
    }
    console.info(`1,000 recipients, ${kills} kills: ${unknown.length} unknown, ${twice.length} got two`);
  });

  it.each(INSTANTS)('killed at any instant %s is never sent twice', { timeout: 60_000 }, async (at) => {
    haveCustomers(app, 6);
    const notice = await begun(app);
    for (let nth = 1; !(await live(app.context, { notice, at, nth, holder: `life-${nth}` })); nth += 1)
      expect(nth).toBeLessThan(60);
    expect([...arrivals().values()].every((count) => count === 1)).toBe(true);
  });

  it('of unknown fate is given by a proof, or sent again by a person', async () => {
    haveCustomers(app, 2);
    const notice = await begun(app);
    app.world.mail.onLetter(() => ({ answer: { is: 'unknown', why: 'no answer in time' }, arrives: true }));
    await live(app.context, { notice, at: 'after a send', nth: 99, holder: 'life-1' });
    app.world.mail.onLetter(() => ({ answer: { is: 'accepted', answer: '250' }, arrives: true }));
    const before = app.world.mail.letters.length;
    expect([...(await states()).values()]).toEqual(['unknown', 'unknown']);

    await typed(app, 'notice arrived v2.0.0 c0000 "they answered it"');
    expect((await noticeOf(app)).notice.state.is).toBe('sending');
    await typed(app, 'notice again v2.0.0 c0001');
    await app.work();
    expect(app.world.mail.letters.length).toBe(before + 1);
    expect((await noticeOf(app)).notice.state.is).toBe('given');
    const [first, last] = [app.world.mail.letters[0], app.world.mail.letters.at(-1)];
    expect(app.world.mail.letters.filter((one) => one.messageId === last?.messageId).length).toBeGreaterThan(
      0,
    );
    expect(first?.messageId).toMatch(/^ntc_.*\.c000\d$/);
  });

  it('is not sent twice where its row is set back: the audit log knows', async () => {
    haveCustomers(app, 2);
    const id = await begun(app);
    await app.work();
    await app.store.transaction(async (tx) => {
      const notice = await tx.notices.get(id);
      if (notice?.state.is !== 'given') throw new Error('it is not given');
      await tx.notices.save({ ...notice, state: { ...notice.state, is: 'sending', by: 'ada' } });
      for (const one of await tx.notices.deliveries(id))
        await tx.notices.saveDelivery({
          ...one,
          state: { is: 'planned', notBefore: null, attempts: 0, last: null },
        });
    });
    await live(app.context, { notice: id, at: 'after a send', nth: 99, holder: 'life-2' });
    expect([...arrivals().values()]).toEqual([1, 1]);
    expect([...(await states()).values()]).toEqual(['unknown', 'unknown']);
  });

  it('leaves an attempt of another living process alone until its time is over', async () => {
    haveCustomers(app, 1);
    const notice = await begun(app);
    await live(app.context, { notice, at: 'after a send', nth: 1, holder: 'other' });
    const shared = { ...app.context, store: { ...app.store, exclusive: false } };
    expect(await live({ ...shared }, { notice, at: 'after a send', nth: 99, holder: 'mine' })).toBe(true);
    expect([...(await states()).values()]).toEqual(['unknown']);
  });
});
