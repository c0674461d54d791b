import { expect, test } from 'vitest';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { createRates, POSTING, TIER_2 } from '../../../simulator/slack/web-api/rates.ts';
import { startWorkspace } from './workspace.ts';

test('a tier lets its number of calls pass in any minute and says when the next one may come', () => {
  let clock = 0;
  const rates = createRates(() => clock);
  for (let n = 0; n < 20; n += 1) {
    expect(rates.take('usergroups.list', TIER_2)).toBeUndefined();
    clock += 1000;
  }
  expect(rates.take('usergroups.list', TIER_2)).toBe(40);
  expect(rates.take('usergroups.users.list', TIER_2)).toBeUndefined();
  clock = 60_000;
  expect(rates.take('usergroups.list', TIER_2)).toBeUndefined();
  expect(rates.take('usergroups.list', TIER_2)).toBe(1);
});

test('posting refills by one each second', () => {
  let clock = 0;
  const rates = createRates(() => clock);
  for (let n = 0; n < 5; n += 1) expect(rates.take('post C1', POSTING)).toBeUndefined();
  expect(rates.take('post C1', POSTING)).toBe(1);
  clock += 1000;
  expect(rates.take('post C1', POSTING)).toBeUndefined();
  expect(rates.take('post C1', POSTING)).toBe(1);
});

test('a client that posts too fast into one channel is told to wait, in that channel only', async () => {
  let clock = 1_790_000_000_000;
  const workspace = await startWorkspace({ clock: createWorldClock({ machine: () => clock }) });
  const { client, control } = workspace;
  try {
    const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
    for (let n = 0; n < 5; n += 1) await post('C0RELEASES');
    await expect(post('C0RELEASES')).rejects.toMatchObject({ retryAfter: 1 });
    expect((await post('C0ONCALL')).ok).toBe(true);
    clock += 1000;
    expect((await post('C0RELEASES')).ok).toBe(true);
    const log = await control('log');
    expect(JSON.stringify(log)).toContain('"status":429');

    await control('pace', { rateLimits: false });
    for (let n = 0; n < 20; n += 1) await post('C0RELEASES');
  } finally {
    await workspace.close();
  }
});
