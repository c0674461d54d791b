import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { createNpm } from '../../../src/adapters/npm/index.ts';
import { controlOf } from '../../harness/world/control.ts';

const CONFIGURED = '2027-02-20T00:00:00.000Z';
let npm: SimulatedNpm;
let time = Date.parse('2026-11-26T09:00:00Z');

beforeAll(async () => {
  npm = await startNpm({ clock: createWorldClock({ machine: () => time }) });
});
afterAll(() => npm.close());
beforeEach(() => controlOf(npm.url).reset());

function registry(tokenExpires?: string, token = npm.tokens['navi'] ?? '') {
  return createNpm({ registryUrl: npm.url, token, tokenExpires, deadlineMs: 10_000 });
}

const settings = (order: object) => controlOf(npm.url).post('tokens', { user: 'navi', ...order });

test('npm’s expiry of the token overrides the configured one', async () => {
  await settings({ expiry: '2026-12-24T06:00:00.000Z' });
  const known = { is: 'at', at: '2026-12-24T06:00:00.000Z', from: 'npm' };
  expect(await registry().token()).toEqual(known);
  expect(await registry(CONFIGURED).token()).toEqual(known);
  await settings({ expiry: null });
  expect(await registry().token()).toEqual({ is: 'never' });
});

test('a token that may not list tokens is a good one; the configured time holds, or none is known', async () => {
  await settings({ lists: false });
  expect(await registry(CONFIGURED).token()).toEqual({ is: 'at', at: CONFIGURED, from: 'configuration' });
  expect(await registry().token()).toEqual({
    is: 'unknown',
    why: 'npm does not list tokens to it (Forbidden), and NPM_TOKEN_EXPIRES is not set',
  });
});

test.each([
  ['revoked', async () => settings({ revoked: true }), undefined],
  ['over', async () => settings({ expiry: new Date(time - 1).toISOString() }), undefined],
  ['none', async () => undefined, 'npm_of_nobody'],
])('a token that is %s is refused', async (_what, end, token) => {
  await end();
  await expect(registry(CONFIGURED, token).token()).rejects.toMatchObject({
    facts: { kind: 'refused', status: 401 },
  });
});

test('it ends for writing too', async () => {
  time += 91 * 86_400_000;
  const move = registry().moveDistTag({ name: '@awell-health/navi-core', tag: 'latest', version: '1.0.0' });
  await expect(move).rejects.toMatchObject({ facts: { kind: 'refused', status: 401 } });
  time -= 91 * 86_400_000;
});

test('an npm that does not answer is no refusal', async () => {
  await controlOf(npm.url).breakCall({ method: 'whoami', kind: 'error', status: 500, times: 9 });
  await expect(registry().token()).rejects.toMatchObject({ facts: { kind: 'unknown' } });
  await fetch(`${npm.url}/_control/faults`, { method: 'DELETE' });
});
