import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatedSmtp, startSmtp } from '../../../simulator/smtp/index.ts';
import { createSmtp } from '../../../src/adapters/smtp/index.ts';
import { CONCURRENCY, sendNotice } from '../../../src/features/customers/notices/send-notice.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { begun, haveCustomers, noticeOf } from './tell.ts';

const RECIPIENTS = 40;

let app: TestApp;
let server: SimulatedSmtp;
beforeEach(async () => {
  app = await openApp();
  server = await startSmtp();
});
afterEach(async () => {
  await server.close();
  await app.close();
});

/** Sends a notice through the real client; how many deliveries are in each state, and how many addresses got two. */
async function sent(rounds = 1) {
  haveCustomers(app, RECIPIENTS);
  const id = await begun(app);
  const service = createSmtp({
    url: server.smtpUrl,
    from: 'Navi <navi@navi.example>',
    deadlineMs: 1_500,
    isProduction: false,
  });
  for (let round = 0; round < rounds; round += 1) {
    await sendNotice({ ...app.context, mail: { service } }, id);
    await app.world.clock.advance(20 * 60_000);
  }
  const states: Record<string, number> = {};
  for (const { state } of (await noticeOf(app)).deliveries) states[state.is] = (states[state.is] ?? 0) + 1;
  const counts = new Map<string, number>();
  for (const { to } of server.mails()) counts.set(to, (counts.get(to) ?? 0) + 1);
  return { states, arrived: counts.size, twice: [...counts.values()].filter((count) => count > 1).length };
}

it('reaches each recipient once where the server takes all', async () => {
  expect(await sent()).toEqual({ states: { accepted: RECIPIENTS }, arrived: RECIPIENTS, twice: 0 });
});

it('does not know of what a server takes and then drops, and sends none of it twice', async () => {
  server.behave({ acceptThenDrop: 10 });
  const { states, arrived, twice } = await sent(3);
  expect(states).toEqual({ accepted: states['accepted'], unknown: RECIPIENTS - (states['accepted'] ?? 0) });
  expect(states['unknown']).toBeGreaterThan(0);
  expect([arrived, twice]).toEqual([RECIPIENTS, 0]);
});

it('does not know of what a server takes and never answers', { timeout: 60_000 }, async () => {
  server.behave({ hang: 10 });
  const { states, arrived, twice } = await sent(3);
  expect(states['unknown']).toBeGreaterThan(0);
  expect((states['accepted'] ?? 0) + (states['unknown'] ?? 0)).toBe(RECIPIENTS);
  expect([arrived, twice]).toEqual([RECIPIENTS, 0]);
  expect(CONCURRENCY).toBe(5);
});

it('tries again what a server greylists, until each has one', async () => {
  server.behave({ greylist: 2 });
  expect(await sent(4)).toEqual({ states: { accepted: RECIPIENTS }, arrived: RECIPIENTS, twice: 0 });
});

it('lists the one of ten that a server refuses', async () => {
  server.behave({ refuse: 10 });
  expect(await sent(2)).toEqual({
    states: { accepted: RECIPIENTS - 4, refused: 4 },
    arrived: RECIPIENTS - 4,
    twice: 0,
  });
});
