import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type SimulatedGcs, startGcs } from '../../simulator/gcs/index.ts';
import { createGcs } from '../../src/integrations/gcs/index.ts';
import type { Objects } from '../../src/ports/objects.ts';
import { createFakeObjects } from '../fakes/objects.ts';
import { type Control, controlOf, expectRightKinds, failureOf } from './control.ts';
import { objectsContract } from './objects.contract.ts';

const BUCKET = { bucket: 'cdn-navi-com', projectId: 'navi-simulated' };

async function openGcs(deadlineMs = 5_000) {
  const simulated = await startGcs({ bucket: BUCKET.bucket });
  await controlOf(simulated.url).pace({ objectRateLimit: false });
  const objects = createGcs({ baseUrl: simulated.url, ...BUCKET, deadlineMs });
  return { objects, simulated, close: () => simulated.close() };
}

objectsContract('the fake', async () => ({ objects: createFakeObjects(), close: async () => {} }));
objectsContract('Cloud Storage', () => openGcs());

describe('Cloud Storage when it is broken', () => {
  let simulated: SimulatedGcs;
  let objects: Objects;
  let control: Control;
  beforeAll(async () => {
    ({ simulated, objects } = await openGcs(1_000));
    control = controlOf(simulated.url);
    await create('source.js', 'the source');
  });
  afterAll(() => simulated.close());
  beforeEach(() => control.clear());

  const create = (path: string, text: string) =>
    objects.create({
      path,
      bytes: Buffer.from(text),
      contentType: 'text/javascript',
      cacheControl: 'no-store',
      metadata: {},
    });

  async function copyTo(to: string, ifGeneration = '0') {
    const fromGeneration = (await objects.stat('source.js'))?.generation ?? '';
    return objects.copy({
      from: 'source.js',
      fromGeneration,
      to,
      ifGeneration,
      contentType: 'text/javascript',
      cacheControl: 'no-store',
      metadata: { naviOperation: 'rel_1' },
    });
  }

  test('every call has the right kind of failure, and writes are sent once', async () => {
    await expectRightKinds(control, {
      method: 'objects.rewrite',
      effect: 'write',
      call: () => copyTo('kinds.js'),
    });
    await expectRightKinds(control, {
      method: 'objects.insert',
      effect: 'write',
      call: () => create('kinds-new.js', 'x'),
    });
    await expectRightKinds(control, {
      method: 'objects.get',
      effect: 'read',
      call: () => objects.stat('source.js'),
    });
  });

  test('a swap whose answer was lost is unknown, and is found by its metadata', async () => {
    await control.fault({ method: 'objects.rewrite', kind: 'accept-then-reset' });
    expect(await failureOf(copyTo('lost.js'))).toMatchObject({ kind: 'unknown' });
    expect(await objects.stat('lost.js')).toMatchObject({ metadata: { naviOperation: 'rel_1' } });
  });

  test('a swap that a proxy sent twice is a conflict with itself', async () => {
    await control.fault({ method: 'objects.rewrite', kind: 'duplicate' });
    expect(await failureOf(copyTo('twice.js'))).toMatchObject({ kind: 'conflict' });
    expect(await objects.stat('twice.js')).toMatchObject({ metadata: { naviOperation: 'rel_1' } });
  });

  test('one failed read is made good by a second', async () => {
    await control.fault({ method: 'objects.get', kind: 'error', status: 503 });
    expect(await objects.stat('source.js')).toMatchObject({ path: 'source.js' });
  });

  test('what a generation holds is asked for once: its bytes never change', async () => {
    const { generation } = await create('remembered.js', 'once');
    const digest = () => objects.digest('remembered.js', { generation, maxBytes: 100 });
    const first = await digest();
    await control.fault({ method: 'objects.get', kind: 'error', status: 503, times: 10 });
    expect(await digest()).toBe(first);
  });

  test('a second write of one object within a second is rate-limited', async () => {
    await control.pace({ objectRateLimit: true });
    const { generation } = await copyTo('hasty.js');
    expect(await failureOf(copyTo('hasty.js', generation))).toMatchObject({
      kind: 'rate-limited',
      status: 429,
    });
    await control.pace({ objectRateLimit: false });
  });

  test('a bucket that does not exist is refused', async () => {
    const other = createGcs({ baseUrl: simulated.url, bucket: 'another', projectId: 'p', deadlineMs: 1_000 });
    expect(await failureOf(other.list(''))).toMatchObject({ kind: 'refused', status: 404 });
  });

  test('a neighbour that is not there is unknown', async () => {
    const nobody = createGcs({ baseUrl: 'http://127.0.0.1:1', ...BUCKET, deadlineMs: 1_000 });
    expect(await failureOf(nobody.stat('a'))).toMatchObject({ kind: 'unknown', code: 'ECONNREFUSED' });
  });

  test('an https:// address is never called without credentials', async () => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/credentials.json');
    const secured = createGcs({ baseUrl: 'https://127.0.0.1:1', ...BUCKET, deadlineMs: 2_000 });
    expect(await failureOf(secured.stat('a'))).toMatchObject({
      kind: 'refused',
      problem: 'there are no Google credentials here',
    });
    expect(await objects.stat('source.js')).toMatchObject({ path: 'source.js' });
    vi.unstubAllEnvs();
  });
});
