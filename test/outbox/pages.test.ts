import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageEvent } from '../../src/domain/page.ts';
import { enqueuePage } from '../../src/engine/enqueue-page.ts';
import { undelivered } from '../../src/outbox/undelivered.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const HOUR_MS = 3_600_000;
const told = () => app.world.pager.pages.map(({ id }) => id);
const notices = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message] : []));

async function page(event: PageEvent, incident = 'alt_1'): Promise<void> {
  const at = app.world.clock.now().toISOString();
  await app.store.transaction((tx) =>
    enqueuePage(tx, app.context, { event, incident, at, title: 'Sentry', text: 'It does not answer.' }),
  );
}

it('delivers the pages of an incident once, in their order', async () => {
  await page('alert.firing');
  await page('alert.firing');
  await page('alert.acknowledged');
  await page('alert.resolved');
  await app.work();

  expect(told()).toEqual([
    'page:alt_1:alert.firing',
    'page:alt_1:alert.acknowledged',
    'page:alt_1:alert.resolved',
  ]);
  const rows = await app.store.transaction((tx) =>
    tx.journal.of({ kind: 'outbox', id: 'page:alt_1:alert.firing' }),
  );
  expect(rows.map(({ row }) => row.event)).toEqual(['delivered']);
});

it('tells nothing of the end of an incident whose beginning it was not told', async () => {
  await page('alert.resolved');
  await page('summary.posted', 'summary:daily');
  await app.work();
  expect(told()).toEqual([]);
});

it('tries again in order, without delaying another incident, and says in the chat that the pager is silent', async () => {
  app.world.pager.failures = 6;
  await page('alert.firing');
  await page('alert.resolved');
  await app.work();
  expect(told()).toEqual([]);
  app.world.pager.failures = 0;
  await page('alert.firing', 'alt_2');
  await app.work();
  app.world.clock.jump(60_000);
  await app.work();

  expect(told()).toEqual(['page:alt_2:alert.firing', 'page:alt_1:alert.firing', 'page:alt_1:alert.resolved']);
  expect(notices()).toMatchObject([
    { level: 'bad', text: expect.stringMatching(/^The pager does not take pages: it did not answer\./) },
  ]);
});

it('gives a page up after six hours, and is no trouble of Slack’s meanwhile', async () => {
  app.world.pager.failures = Number.POSITIVE_INFINITY;
  await page('alert.firing');
  await app.work(60_000);
  expect(await app.store.transaction(undelivered)).toEqual([]);
  app.world.clock.jump(7 * HOUR_MS);
  await app.work();
  expect(await app.store.transaction((tx) => tx.outbox.undelivered(10))).toEqual([]);
  app.world.pager.failures = 0;
  await app.work();
  expect(told()).toEqual([]);
});

it('asks for nothing where no pager is set', async () => {
  app.context.pager = null;
  await page('alert.firing');
  expect(await app.store.transaction((tx) => tx.outbox.undelivered(10))).toEqual([]);
});
