import { gunzipSync, gzipSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { bucketAt, eachWithBucket, PINNED } from './bucket.ts';

const { url, save } = eachWithBucket();
const TEXT = '/* a loader that is stored packed */';

/** The bytes of the wire, not unpacked. */
async function fetchRaw(path: string, headers: Record<string, string> = {}) {
  const answer = await request(`${url()}${path}`, { headers });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes: Buffer.from(await answer.body.arrayBuffer()),
  };
}

const MEDIA = `/storage/v1/b/cdn-navi-com/o/${encodeURIComponent(PINNED)}?alt=media`;

async function savePacked(cacheControl: string): Promise<void> {
  await bucketAt(url())
    .file(PINNED)
    .save(gzipSync(TEXT), {
      resumable: false,
      contentType: 'application/javascript',
      metadata: { cacheControl, contentEncoding: 'gzip', contentLanguage: 'en' },
    });
}

describe('what is stored as gzip', () => {
  it('is sent as stored to clients that accept gzip', async () => {
    await savePacked('public, max-age=60');
    const { headers, bytes } = await fetchRaw(MEDIA, { 'accept-encoding': 'gzip, br' });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-language': 'en',
      vary: 'Accept-Encoding',
      'x-goog-stored-content-encoding': 'gzip',
    });
    expect(gunzipSync(bytes).toString()).toBe(TEXT);
  });

  it('is unpacked for other clients, and a range is then ignored', async () => {
    await savePacked('public, max-age=60');
    const { status, headers, bytes } = await fetchRaw(MEDIA, { range: 'bytes=0-3' });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['warning']).toBe('214 UploadServer gunzipped');
    expect(bytes.toString()).toBe(TEXT);
  });

  it('is never unpacked when it says no-transform', async () => {
    await savePacked('no-transform, max-age=60');
    const { headers } = await fetchRaw(MEDIA);
    expect(headers['content-encoding']).toBe('gzip');
  });
});

describe('a part of what is there', () => {
  it.each([
    ['bytes=2-4', 206, 'ade', 'bytes 2-4/12'],
    ['bytes=9-', 206, '1.0', 'bytes 9-11/12'],
    ['bytes=-3', 206, '1.0', 'bytes 9-11/12'],
    ['bytes=9-99', 206, '1.0', 'bytes 9-11/12'],
    ['bytes=12-', 416, undefined, 'bytes */12'],
    ['nonsense', 200, 'loader 1.1.0', undefined],
  ])('%s is %i', async (range, status, text, contentRange) => {
    await save(PINNED, 'loader 1.1.0');
    const answer = await fetchRaw(MEDIA, { range });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-range']).toBe(contentRange);
    if (text !== undefined) expect(answer.bytes.toString()).toBe(text);
  });

  it('a partial answer has the fields that were named, in objects and in lists', async () => {
    await save(PINNED, 'loader 1.1.0');
    const one = await fetchRaw(`${MEDIA.replace('alt=media', '')}fields=name,metadata/naviRelease`);
    expect(JSON.parse(one.bytes.toString())).toEqual({ name: PINNED, metadata: { naviRelease: 'v1.1.0' } });
    const list = await fetchRaw('/storage/v1/b/cdn-navi-com/o?fields=items(name,size),nextPageToken');
    expect(JSON.parse(list.bytes.toString())).toEqual({ items: [{ name: PINNED, size: '12' }] });
    const bad = await fetchRaw('/storage/v1/b/cdn-navi-com/o?fields=items(name');
    expect([bad.status, bad.bytes.toString()]).toEqual([400, expect.stringContaining('items(name')]);
  });

  it('a generation that is no number is not understood; one that never was is not there', async () => {
    await save(PINNED, 'loader 1.1.0');
    expect((await fetchRaw(`${MEDIA}&generation=first`)).status).toBe(400);
    expect((await fetchRaw(`${MEDIA}&generation=1`)).status).toBe(404);
  });
});
