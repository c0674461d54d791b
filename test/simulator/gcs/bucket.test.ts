import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Storage } from '@google-cloud/storage';
import { describe, expect, it } from 'vitest';
import { startGcs } from '../../../simulator/gcs/index.ts';
import { controlOf } from '../../harness/world/control.ts';
import { bucketAt, eachWithBucket } from './bucket.ts';

const { url, bucket, save } = eachWithBucket();

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
    const other = new Storage({ apiEndpoint: url(), projectId: 'x' }).bucket('other');

    await expect(other.getMetadata()).rejects.toMatchObject({ code: 404 });
    await expect(other.file('x').getMetadata()).rejects.toMatchObject({ code: 404 });
    expect((await bucket().getMetadata())[0].versioning).toEqual({ enabled: true });
  });

  it('takes a plain media upload, and answers a public read with the MD5 as ETag', async () => {
    await fetch(
      `${url()}/upload/storage/v1/b/cdn-navi-com/o?uploadType=media&name=${encodeURIComponent('a/b c.txt')}`,
      {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: 'hello',
      },
    );

    const answer = await fetch(`${url()}/public/cdn-navi-com/a/b%20c.txt`);

    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('etag')).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('is as it was left after a start from the same folder, and goes back to its beginning on reset', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'navi-gcs-'));
    const first = await startGcs({ bucket: 'cdn-navi-com', dataDir });
    await bucketAt(first.url).file('seeded').save('1', { resumable: false });
    first.markBeginning();
    await bucketAt(first.url).file('later').save('2', { resumable: false });
    await first.close();
    const second = await startGcs({ bucket: 'cdn-navi-com', dataDir });

    const [kept] = await bucketAt(second.url).getFiles();
    await controlOf(second.url).reset();
    const [back] = await bucketAt(second.url).getFiles();

    expect(kept.map((file) => file.name)).toEqual(['later', 'seeded']);
    expect(back.map((file) => file.name)).toEqual(['seeded']);
    await second.close();
    rmSync(dataDir, { recursive: true });
  });
});
