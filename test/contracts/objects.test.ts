import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type SimulatedGcs, startGcs } from '../../simulator/gcs/index.ts';
import { createGcs } from '../../src/adapters/gcs/index.ts';
import type { Objects } from '../../src/ports/objects.ts';
import { createFakeObjects } from '../harness/fakes/objects.ts';
import { type Control, controlOf } from '../harness/world/control.ts';
import { bucketAt } from '../simulator/gcs/bucket.ts';
import { type Foreign, objectsContract } from './objects.contract.ts';
import { expectRightKinds, failureOf } from './right-kinds.ts';

const BUCKET = { bucket: 'cdn-navi-com', projectId: 'navi-simulated' };

async function openGcs(deadlineMs = 5_000) {
  const simulated = await startGcs({ bucket: BUCKET.bucket });
  await controlOf(simulated.url).pace({ objectRateLimit: false });
  const objects = createGcs({ baseUrl: simulated.url, ...BUCKET, deadlineMs });
  return { objects, simulated, close: () => simulated.close() };
}

objectsContract('the fake', async () => {
  const objects = createFakeObjects();
  const put = async (what: Foreign) => void objects.put({ ...what, text: '' });
  return { objects, put, close: async () => {} };
});
objectsContract('Cloud Storage', async () => {
  const opened = await openGcs();
  return { ...opened, put: (what) => putAt(opened.simulated.url, what) };
});

/** Through Google's own client, as another writer would. */
async function putAt(
  url: string,
  { path, bytes, contentType, metadata, ...headers }: Foreign,
): Promise<void> {
  const file = bucketAt(url).file(path);
  await file.save(Buffer.from(bytes), {
    resumable: false,
    validation: false,
    contentType,
    metadata: { ...headers, metadata },
  });
}

describe('what keeps an object in Cloud Storage from being replaced', () => {
  let simulated: SimulatedGcs;
  let objects: Objects;
  beforeAll(async () => {
    ({ simulated, objects } = await openGcs());
  });
  afterAll(() => simulated.close());

  async function copyOnto(path: string) {
    const bytes = Buffer.from(path);
    const headers = { contentType: 'text/javascript', cacheControl: 'no-store', metadata: {} };
    const { generation } = await objects.create({ path: `from-${path}`, bytes, ...headers });
    const ifGeneration = (await objects.stat(path))?.generation ?? '0';
    return objects.copy({
      from: `from-${path}`,
      fromGeneration: generation,
      to: path,
      ifGeneration,
      ...headers,
    });
  }
  const create = (path: string) =>
    objects.create({
      path,
      bytes: Buffer.from('x'),
      contentType: 'text/javascript',
      cacheControl: 'no-store',
      metadata: {},
    });

  test('a hold is stated, and a copy onto it refused', async () => {
    await create('held.js');
    await bucketAt(simulated.url).file('held.js').setMetadata({ temporaryHold: true });
    expect((await objects.stat('held.js'))?.protection).toMatchObject({ temporaryHold: true });
    expect(await failureOf(copyOnto('held.js'))).toMatchObject({
      kind: 'refused',
      status: 403,
      problem: expect.stringContaining('active Temporary hold'),
    });
  });

  test('an object’s own retention is stated, and a copy onto it refused', async () => {
    await create('retained.js');
    const retainUntilTime = new Date(Date.now() + 3_600_000).toISOString();
    await bucketAt(simulated.url)
      .file('retained.js')
      .setMetadata({ retention: { mode: 'Unlocked', retainUntilTime } });
    expect((await objects.stat('retained.js'))?.protection.retainedUntil).toBe(retainUntilTime);
    expect(await failureOf(copyOnto('retained.js'))).toMatchObject({ kind: 'refused', status: 403 });
  });

  test('a bucket’s retention keeps what is young, unless it keeps versions', async () => {
    const bucket = bucketAt(simulated.url);
    await bucket.setRetentionPeriod(3600);
    expect(await objects.bucket()).toMatchObject({ retentionSeconds: 3600, versioning: true });
    await create('young.js');
    await copyOnto('young.js');
    await bucket.setMetadata({ versioning: { enabled: false } });
    await create('young-too.js');
    expect(await failureOf(copyOnto('young-too.js'))).toMatchObject({
      kind: 'refused',
      code: 'retentionPolicyNotMet',
    });
    await bucket.removeRetentionPeriod();
    await bucket.setMetadata({ versioning: { enabled: true } });
  });

  test('a default hold is on each new object', async () => {
    await bucketAt(simulated.url).setMetadata({ defaultEventBasedHold: true });
    expect(await objects.bucket()).toMatchObject({ defaultEventBasedHold: true });
    await create('on-hold.js');
    expect((await objects.stat('on-hold.js'))?.protection).toMatchObject({ eventBasedHold: true });
    await bucketAt(simulated.url).setMetadata({ defaultEventBasedHold: false });
  });

  test('a permission that is lacking is not among the granted, and replacing needs two', async () => {
    await create('mine.js');
    await controlOf(simulated.url).deny(['storage.objects.delete']);
    const wanted = ['storage.objects.create', 'storage.objects.delete'];
    expect(await objects.permissions(wanted)).toEqual(['storage.objects.create']);
    expect(await failureOf(copyOnto('mine.js'))).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('storage.objects.delete'),
    });
    await controlOf(simulated.url).deny([]);
  });
});

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
    await control.breakCall({ method: 'objects.rewrite', kind: 'accept-then-reset' });
    expect(await failureOf(copyTo('lost.js'))).toMatchObject({ kind: 'unknown' });
    expect(await objects.stat('lost.js')).toMatchObject({ metadata: { naviOperation: 'rel_1' } });
  });

  test('a swap that a proxy sent twice is a conflict with itself', async () => {
    await control.breakCall({ method: 'objects.rewrite', kind: 'duplicate' });
    expect(await failureOf(copyTo('twice.js'))).toMatchObject({ kind: 'conflict' });
    expect(await objects.stat('twice.js')).toMatchObject({ metadata: { naviOperation: 'rel_1' } });
  });

  test('one failed read is made good by a second', async () => {
    await control.breakCall({ method: 'objects.get', kind: 'error', status: 503 });
    expect(await objects.stat('source.js')).toMatchObject({ path: 'source.js' });
  });

  test('what a generation holds is asked for once: its bytes never change', async () => {
    const { generation } = await create('remembered.js', 'once');
    const digest = () => objects.digest('remembered.js', { generation, encoding: null, maxBytes: 100 });
    const first = await digest();
    await control.breakCall({ method: 'objects.get', kind: 'error', status: 503, times: 10 });
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

  test('a service that is not there is unknown', async () => {
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
