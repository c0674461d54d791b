import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type SimulatedCompute, startCompute } from '../../simulator/compute/index.ts';
import { createCloudCdn } from '../../src/adapters/cloud-cdn/index.ts';
import type { Cdn } from '../../src/ports/cdn.ts';
import { createFakeCdn } from '../harness/fakes/cdn.ts';
import { type Control, controlOf } from '../harness/world/control.ts';
import { type CdnSubject, cdnContract } from './cdn.contract.ts';
import { expectRightKinds, failureOf } from './right-kinds.ts';

const TARGET = { project: 'navi-simulated', urlMap: 'cdn-navi-map', host: 'cdn.awellhealth.com' };
const State = z.object({ operations: z.array(z.object({ path: z.string(), host: z.string() })) });
const requestId = '00000000-0000-4000-8000-00000000000f';

async function openFake(): Promise<CdnSubject> {
  const cdn = createFakeCdn();
  cdn.setPolls(1);
  return {
    cdn,
    purged: async () => cdn.purges.map((purge) => purge.path),
    failNextOperation: async (problem) => cdn.failNextOperation(problem),
    close: async () => {},
  };
}

async function purgedAt(url: string): Promise<string[]> {
  const { operations } = State.parse(await (await fetch(`${url}/_control/state`)).json());
  return operations.map((operation) => operation.path);
}

async function openCloudCdn(): Promise<CdnSubject> {
  const simulated = await startCompute(TARGET);
  await controlOf(simulated.url).pace({ purgeSeconds: 0.3 });
  return {
    cdn: createCloudCdn({ baseUrl: simulated.url, ...TARGET, deadlineMs: 20_000, idleMs: 60_000 }),
    purged: () => purgedAt(simulated.url),
    failNextOperation: async (message) => {
      await controlOf(simulated.url).post('fail-next', { code: 'INTERNAL_ERROR', message });
    },
    close: () => simulated.close(),
  };
}

/** The first calls may come too early: the thread loads the client for longer than this test's deadline. */
async function untilLoaded(cdn: Cdn): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const purged = await cdn.purge({ path: '/warm.js', requestId }).catch(() => undefined);
    if (purged !== undefined) return;
  }
  throw new Error('the client was never loaded');
}

cdnContract('the fake', openFake);
cdnContract('Cloud CDN', openCloudCdn);

describe('Cloud CDN when it is broken', () => {
  let simulated: SimulatedCompute;
  let control: Control;
  let cdn: Cdn;
  beforeAll(async () => {
    simulated = await startCompute(TARGET);
    control = controlOf(simulated.url);
    cdn = createCloudCdn({ baseUrl: simulated.url, ...TARGET, deadlineMs: 4_000, idleMs: 60_000 });
    await untilLoaded(cdn);
  });
  afterAll(async () => {
    await cdn.close();
    await simulated.close();
  });
  beforeEach(() => control.clear());

  test('every call has the right kind of failure, and a purge is sent once', async () => {
    await expectRightKinds(control, {
      method: 'urlMaps.invalidateCache',
      effect: 'write',
      call: () => cdn.purge({ path: '/v1/a.js', requestId: crypto.randomUUID() }),
    });
    const { operation } = await cdn.purge({ path: '/v1/a.js', requestId });
    await expectRightKinds(control, {
      method: 'operations.get',
      effect: 'read',
      call: () => cdn.purgeStatus(operation),
    });
  });

  test('a quota that is used up is waited for; a permission that lacks is not', async () => {
    const purge = () => cdn.purge({ path: '/v1/a.js', requestId: crypto.randomUUID() });
    await control.breakCall({ method: 'urlMaps.invalidateCache', kind: 'rate-limit' });
    expect(await failureOf(purge())).toMatchObject({
      kind: 'rate-limited',
      status: 403,
      retryAfterMs: 15_000,
    });
    // As older answers have it: the message alone tells.
    const old = { method: 'urlMaps.invalidateCache', kind: 'error', status: 403 } as const;
    await control.breakCall({ ...old, error: 'Rate Limit Exceeded' });
    expect(await failureOf(purge())).toMatchObject({ kind: 'rate-limited', status: 403 });
    await control.deny(['compute.urlMaps.invalidateCache']);
    expect(await failureOf(purge())).toMatchObject({
      kind: 'refused',
      status: 403,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await cdn.permissions(['compute.urlMaps.invalidateCache'])).toEqual([]);
    await control.deny([]);
  });

  test('a purge whose answer was lost is unknown, and the same request id finds it', async () => {
    const lost = { path: '/v1/lost.js', requestId: crypto.randomUUID() };
    await control.breakCall({ method: 'urlMaps.invalidateCache', kind: 'accept-then-reset' });
    expect(await failureOf(cdn.purge(lost))).toMatchObject({ kind: 'unknown' });
    await cdn.purge(lost);
    expect((await purgedAt(simulated.url)).filter((path) => path === lost.path)).toHaveLength(1);
  });

  test('a map or a path that is wrong is refused', async () => {
    const other = createCloudCdn({
      baseUrl: simulated.url,
      ...TARGET,
      urlMap: 'another-map',
      deadlineMs: 20_000,
      idleMs: 60_000,
    });
    expect(await failureOf(other.purge({ path: '/a.js', requestId }))).toMatchObject({
      kind: 'refused',
      status: 404,
      code: 'NOT_FOUND',
    });
    await other.close();
    expect(await failureOf(cdn.purge({ path: '/v1/*.js', requestId: crypto.randomUUID() }))).toMatchObject({
      kind: 'refused',
      status: 400,
    });
  });

  test('the thread ends when it is idle and comes back when it is needed', async () => {
    const brief = createCloudCdn({ baseUrl: simulated.url, ...TARGET, deadlineMs: 20_000, idleMs: 1 });
    const asked = { path: '/v1/idle.js', requestId: crypto.randomUUID() };
    const first = await brief.purge(asked);
    expect(await brief.purge(asked)).toEqual(first);
    await brief.close();
    expect(await failureOf(brief.purge(asked))).toMatchObject({ kind: 'refused' });
  });

  test('an https:// address is never called without credentials', async () => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/credentials.json');
    const baseUrl = 'https://127.0.0.1:1';
    const secured = createCloudCdn({ baseUrl, ...TARGET, deadlineMs: 20_000, idleMs: 60_000 });
    expect(await failureOf(secured.purge({ path: '/a.js', requestId }))).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('credentials'),
    });
    await secured.close();
    vi.unstubAllEnvs();
  });
});
