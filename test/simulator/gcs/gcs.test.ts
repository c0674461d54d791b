import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type File, Storage } from '@google-cloud/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { control } from '../control.ts';

const POINTER = 'v1/navi-loader.js';
const PINNED = 'v1.1.0/navi-loader.js';
const IMMUTABLE = 'public, max-age=31536000, immutable';

let gcs: SimulatedGcs;

function bucket(url = gcs.url) {
  const storage = new Storage({
    apiEndpoint: url,
    projectId: 'navi-simulated',
    retryOptions: { autoRetry: false },
  });
  return storage.bucket('cdn-navi-com');
}

async function save(name: string, text: string, ifGenerationMatch?: number): Promise<File> {
  const file = bucket().file(name);
  await file.save(Buffer.from(text), {
    resumable: false,
    contentType: 'application/javascript',
    metadata: { cacheControl: IMMUTABLE, metadata: { naviRelease: 'v1.1.0' } },
    ...(ifGenerationMatch === undefined ? {} : { preconditionOpts: { ifGenerationMatch } }),
  });
  return file;
}

async function read(file: File): Promise<string> {
  return (await file.download())[0].toString('utf8');
}

beforeEach(async () => {
  gcs = await startGcs({ bucket: 'cdn-navi-com' });
  await control(gcs.url).pace({ objectRateLimit: false });
});
afterEach(() => gcs.close());

describe('an object that is written', () => {
  it('has the metadata Cloud Storage gives it', async () => {
    const file = await save(PINNED, 'loader 1.1.0');

    const [metadata] = await file.getMetadata();

    expect(metadata).toMatchObject({
      contentType: 'application/javascript',
      cacheControl: IMMUTABLE,
      metageneration: '1',
      size: '12',
      metadata: { naviRelease: 'v1.1.0' },
    });
    expect(metadata.generation).toMatch(/^\d{16}$/);
    expect(await read(file)).toBe('loader 1.1.0');
  });

  it('states the CRC-32C of the known check value', async () => {
    const file = await save('check', '123456789');

    const [metadata] = await file.getMetadata();

    expect(Buffer.from(metadata.crc32c ?? '', 'base64').toString('hex')).toBe('e3069283');
  });

  it('gets a higher generation and metageneration 1 at each overwrite, and is kept under the earlier one', async () => {
    const file = await save(PINNED, 'first');
    const [first] = await file.getMetadata();
    await file.setMetadata({ cacheControl: 'no-store' });

    await save(PINNED, 'second');

    const [second] = await file.getMetadata();
    expect(BigInt(String(second.generation))).toBeGreaterThan(BigInt(String(first.generation)));
    expect(second.metageneration).toBe('1');
    expect(await read(bucket().file(PINNED, { generation: String(first.generation) }))).toBe('first');
    const [versions] = await bucket().getFiles({ prefix: PINNED, versions: true });
    expect(versions.map((version) => version.metadata.timeDeleted !== undefined)).toEqual([true, false]);
  });

  it('refuses to be created twice, in the words of Google', async () => {
    await save(PINNED, 'first', 0);

    await expect(save(PINNED, 'second', 0)).rejects.toMatchObject({
      code: 412,
      errors: [{ reason: 'conditionNotMet' }],
      message: expect.stringContaining('At least one of the pre-conditions you specified did not hold.'),
    });
    expect(await read(bucket().file(PINNED))).toBe('first');
  });

  it('may be written once a second only', async () => {
    await control(gcs.url).pace({ objectRateLimit: true });
    await save(POINTER, 'first');

    await expect(save(POINTER, 'second')).rejects.toMatchObject({
      code: 429,
      errors: [{ reason: 'rateLimitExceeded' }],
    });
    await save('another', 'object');
  });
});

describe('a copy', () => {
  it('takes the source generation it was told, when the destination is the one expected', async () => {
    const source = await save(PINNED, 'old');
    const [old] = await source.getMetadata();
    await save(PINNED, 'new');
    const pointer = await save(POINTER, 'pointer');
    const [before] = await pointer.getMetadata();

    const [, answer] = await bucket()
      .file(PINNED, { generation: String(old.generation) })
      .copy(pointer, {
        contentType: 'text/javascript',
        cacheControl: 'public, max-age=3600',
        metadata: { naviOperation: 'op_1' },
        preconditionOpts: { ifGenerationMatch: String(before.generation) },
      });

    expect(answer).toMatchObject({
      done: true,
      resource: { md5Hash: old.md5Hash, metadata: { naviOperation: 'op_1' }, contentType: 'text/javascript' },
    });
    expect(await read(bucket().file(POINTER))).toBe('old');
  });

  it('is refused when the destination has moved, and changes nothing', async () => {
    const source = await save(PINNED, 'new');
    const pointer = await save(POINTER, 'pointer');

    const copy = source.copy(pointer, {
      cacheControl: 'no-store',
      preconditionOpts: { ifGenerationMatch: 1 },
    });

    await expect(copy).rejects.toMatchObject({ code: 412, errors: [{ reason: 'conditionNotMet' }] });
    expect(await read(pointer)).toBe('pointer');
  });

  it('inherits the metadata of its source only when it brings none of its own', async () => {
    const source = await save(PINNED, 'bytes');

    await source.copy(bucket().file('inherited'));
    await source.copy(bucket().file('replaced'), { contentType: 'text/javascript' });

    const [inherited] = await bucket().file('inherited').getMetadata();
    const [replaced] = await bucket().file('replaced').getMetadata();
    expect(inherited).toMatchObject({ cacheControl: IMMUTABLE, metadata: { naviRelease: 'v1.1.0' } });
    expect(replaced.contentType).toBe('text/javascript');
    expect(replaced.cacheControl).toBeUndefined();
    expect(replaced.metadata).toBeUndefined();
  });

  it('brings an earlier generation of the same object back', async () => {
    const file = await save(POINTER, 'first');
    const [first] = await file.getMetadata();
    await save(POINTER, 'second');
    const [second] = await file.getMetadata();

    await bucket()
      .file(POINTER, { generation: String(first.generation) })
      .copy(bucket().file(POINTER), { preconditionOpts: { ifGenerationMatch: String(second.generation) } });

    expect(await read(bucket().file(POINTER))).toBe('first');
  });

  it('of what is not there is a 404 naming it', async () => {
    await expect(bucket().file('nothing').copy(bucket().file(POINTER))).rejects.toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound', message: 'No such object: cdn-navi-com/nothing' }],
    });
  });
});

describe('changes and deletes under preconditions', () => {
  it('patches at the metageneration it expects and not at another', async () => {
    const file = await save(POINTER, 'pointer');

    await file.setMetadata({ cacheControl: 'no-store' }, { ifMetagenerationMatch: 1 });
    const late = file.setMetadata({ cacheControl: 'public' }, { ifMetagenerationMatch: 1 });

    await expect(late).rejects.toMatchObject({ code: 412 });
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({
      metageneration: '2',
      cacheControl: 'no-store',
      metadata: { naviRelease: 'v1.1.0' },
    });
  });

  it('deletes the generation it expects and not another', async () => {
    const file = await save(POINTER, 'pointer');
    const [metadata] = await file.getMetadata();

    await expect(file.delete({ ifGenerationMatch: 1 })).rejects.toMatchObject({ code: 412 });
    await file.delete({ ifGenerationMatch: String(metadata.generation) });

    await expect(file.getMetadata()).rejects.toMatchObject({ code: 404, errors: [{ reason: 'notFound' }] });
    expect((await file.exists())[0]).toBe(false);
    expect(await read(bucket().file(POINTER, { generation: String(metadata.generation) }))).toBe('pointer');
  });
});

describe('the bucket', () => {
  it('lists by prefix and by folder', async () => {
    for (const name of ['v1/navi-loader.js', 'v1.0.0/navi-loader.js', 'v1.0.0/navi-release.json'])
      await save(name, name);

    const [files] = await bucket().getFiles({ prefix: 'v1.0.0/' });
    const [, , listing] = await bucket().getFiles({ delimiter: '/', autoPaginate: false });

    expect(files.map((file) => file.name)).toEqual(['v1.0.0/navi-loader.js', 'v1.0.0/navi-release.json']);
    expect(listing).toMatchObject({ prefixes: ['v1.0.0/', 'v1/'] });
  });

  it('pages through many', async () => {
    for (let n = 0; n < 5; n++) await save(`many/${n}`, 'x');

    const [first, next] = await bucket().getFiles({ prefix: 'many/', maxResults: 4, autoPaginate: false });
    const [second] = await bucket().getFiles({ ...next, autoPaginate: false });

    expect([...first, ...second].map((file) => file.name)).toEqual([0, 1, 2, 3, 4].map((n) => `many/${n}`));
  });

  it('of another name does not exist', async () => {
    const other = new Storage({ apiEndpoint: gcs.url, projectId: 'x' }).bucket('other');

    await expect(other.getMetadata()).rejects.toMatchObject({ code: 404 });
    await expect(other.file('x').getMetadata()).rejects.toMatchObject({ code: 404 });
    expect((await bucket().getMetadata())[0].versioning).toEqual({ enabled: true });
  });

  it('takes a plain media upload, and answers a public read with the MD5 as ETag', async () => {
    await fetch(
      `${gcs.url}/upload/storage/v1/b/cdn-navi-com/o?uploadType=media&name=${encodeURIComponent('a/b c.txt')}`,
      {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: 'hello',
      },
    );

    const answer = await fetch(`${gcs.url}/public/cdn-navi-com/a/b%20c.txt`);

    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('etag')).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('is as it was left after a start from the same folder, and goes back to its beginning on reset', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'navi-gcs-'));
    const first = await startGcs({ bucket: 'cdn-navi-com', dataDir });
    await bucket(first.url).file('seeded').save('1', { resumable: false });
    first.markBeginning();
    await bucket(first.url).file('later').save('2', { resumable: false });
    await first.close();
    const second = await startGcs({ bucket: 'cdn-navi-com', dataDir });

    const [kept] = await bucket(second.url).getFiles();
    await control(second.url).reset();
    const [back] = await bucket(second.url).getFiles();

    expect(kept.map((file) => file.name)).toEqual(['later', 'seeded']);
    expect(back.map((file) => file.name)).toEqual(['seeded']);
    await second.close();
    rmSync(dataDir, { recursive: true });
  });
});

describe('faults', () => {
  it('answers a broken call in the shape of Google', async () => {
    await control(gcs.url).fault({ method: 'objects.get', kind: 'error', status: 503 });

    await expect(bucket().file(POINTER).getMetadata()).rejects.toMatchObject({ code: 503 });
  });

  it('lets a copy take effect and then cuts the line: the repeat is a 412, and the destination is ours', async () => {
    const source = await save(PINNED, 'new');
    const pointer = await save(POINTER, 'old');
    const [before] = await pointer.getMetadata();
    await control(gcs.url).fault({ method: 'objects.rewrite', kind: 'accept-then-reset' });
    const copy = () =>
      source.copy(bucket().file(POINTER), {
        contentType: 'text/javascript',
        preconditionOpts: { ifGenerationMatch: String(before.generation) },
      });

    await expect(copy()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(copy()).rejects.toMatchObject({ code: 412 });

    expect(await read(bucket().file(POINTER))).toBe('new');
  });
});
