import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedEdge, startEdge } from '../../../simulator/edge/index.ts';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { controlOf } from '../../harness/world/control.ts';

const POINTER = '/v1/navi-loader.js';

let gcs: SimulatedGcs;
let edge: SimulatedEdge;
let time: number;

async function put(path: string, text: string, cacheControl = 'public, max-age=3600'): Promise<void> {
  const name = encodeURIComponent(path.slice(1));
  const body = `--b\r\ncontent-type: application/json\r\n\r\n${JSON.stringify({ cacheControl, contentType: 'text/javascript' })}\r\n--b\r\ncontent-type: text/javascript\r\n\r\n${text}\r\n--b--`;
  const url = `${gcs.url}/upload/storage/v1/b/cdn-navi-com/o?uploadType=multipart&name=${name}`;
  const headers = { 'content-type': 'multipart/related; boundary=b' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
}

async function look(path = POINTER): Promise<string[]> {
  return Promise.all(edge.probeUrls.map(async (url) => (await fetch(`${url}${path}`)).text()));
}

function pass(seconds: number): void {
  time += seconds * 1000;
}

function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
}

beforeEach(async () => {
  time = Date.parse('2026-11-22T12:00:00Z');
  gcs = await startGcs({ bucket: 'cdn-navi-com' });
  await controlOf(gcs.url).pace({ objectRateLimit: false });
  edge = await startEdge({
    originUrl: gcs.url,
    bucket: 'cdn-navi-com',
    host: 'cdn.awellhealth.com',
    clock: createWorldClock({ machine: () => time }),
  });
  await put(POINTER, 'old');
});

afterEach(async () => {
  await edge.close();
  await gcs.close();
});

describe('a probe', () => {
  it('serves the bytes it has, with their age, until they expire', async () => {
    await look();
    await put(POINTER, 'new');
    pass(3599);

    const [url = ''] = edge.probeUrls;
    const late = await fetch(`${url}${POINTER}`);
    pass(1);
    const expired = await fetch(`${url}${POINTER}`);

    expect(late.headers.get('age')).toBe('3599');
    expect(await late.text()).toBe('old');
    expect(expired.headers.has('age')).toBe(false);
    expect(await expired.text()).toBe('new');
    expect(expired.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('answers 304 to whom has the bytes, and HEAD without them', async () => {
    const [url = ''] = edge.probeUrls;
    const etag = (await fetch(`${url}${POINTER}`)).headers.get('etag') ?? '';

    const same = await fetch(`${url}${POINTER}`, { headers: { 'if-none-match': etag } });
    const head = await fetch(`${url}${POINTER}`, { method: 'HEAD' });

    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(same.status).toBe(304);
    expect(head.headers.get('etag')).toBe(etag);
    expect(head.headers.get('content-length')).toBe('3');
    expect(await head.text()).toBe('');
  });

  it('does not remember that something was missing', async () => {
    expect(await look('/v9/navi-loader.js')).toEqual(['Not Found', 'Not Found', 'Not Found']);

    await put('/v9/navi-loader.js', 'here');

    expect(await look('/v9/navi-loader.js')).toEqual(['here', 'here', 'here']);
  });

  it('keeps nothing that may not be kept', async () => {
    await put('/private.js', 'one', 'no-store');
    await look('/private.js');
    await put('/private.js', 'two', 'no-store');

    expect(await look('/private.js')).toEqual(['two', 'two', 'two']);
  });

  it('answers for the host of the CDN and for its own address, and for no other', async () => {
    const [url = ''] = edge.probeUrls;

    expect(await statusWithHost(`${url}${POINTER}`, 'cdn.awellhealth.com')).toBe(200);
    expect(await statusWithHost(`${url}${POINTER}`, 'www.example.com')).toBe(404);
  });

  it('says 502 while the origin is away', async () => {
    await controlOf(gcs.url).breakCall({ method: 'objects.public', kind: 'reset' });

    const answer = await fetch(`${edge.probeUrls[0]}${POINTER}`);

    expect(answer.status).toBe(502);
    expect(await look()).toEqual(['old', 'old', 'old']);
  });
});

describe('a purge', () => {
  beforeEach(async () => {
    await controlOf(edge.url).pace({ edgeSeconds: 9 });
    await look();
    await put(POINTER, 'new');
  });

  const purge = (body: object) => controlOf(edge.url).post('purge', { host: 'cdn.awellhealth.com', ...body });

  it('reaches one probe after the other; until then each serves the old bytes', async () => {
    await purge({ path: POINTER });

    const seen: string[][] = [];
    for (const seconds of [0, 3, 3, 3]) {
      pass(seconds);
      seen.push(await look());
    }

    expect(seen).toEqual([
      ['old', 'old', 'old'],
      ['new', 'old', 'old'],
      ['new', 'new', 'old'],
      ['new', 'new', 'new'],
    ]);
  });

  it('of a folder drops what is in it, and of another path or host nothing', async () => {
    await purge({ path: '/v2/*' });
    await purge({ path: '/v1/other.js' });
    await purge({ path: POINTER, host: 'www.example.com' });
    pass(10);
    expect(await look()).toEqual(['old', 'old', 'old']);

    await purge({ path: '/v1/*' });
    pass(10);
    expect(await look()).toEqual(['new', 'new', 'new']);
  });

  it('passes a probe that was told to stay stale, until it is let go', async () => {
    await controlOf(edge.url).post('stale', { probe: 'iad', path: POINTER, seconds: 60 });
    await controlOf(edge.url).post('stale', { probe: 'sin', path: POINTER, seconds: 'forever' });
    await purge({ path: POINTER });

    pass(10);
    expect(await look()).toEqual(['new', 'old', 'old']);
    pass(50);
    expect(await look()).toEqual(['new', 'new', 'old']);
    await controlOf(edge.url).post('stale', { probe: 'sin', path: POINTER, seconds: 0 });
    expect(await look()).toEqual(['new', 'new', 'new']);
  });

  it('shows in the state of each probe', async () => {
    await put('/v1.2.0/navi-loader.js', 'new');
    await edge.warm(['/v1.2.0/navi-loader.js', '/v1.3.0/navi-loader.js']);
    await purge({ path: POINTER });
    pass(3);
    await look();

    const hash = (text: string) => `sha384-${createHash('sha384').update(text).digest('base64')}`;
    expect(await controlOf(edge.url).state()).toMatchObject({
      host: 'cdn.awellhealth.com',
      probes: [
        {
          name: 'ams',
          url: edge.probeUrls[0],
          paths: [
            { path: '/v1.2.0/navi-loader.js', version: '1.2.0', state: 'hit' },
            { path: POINTER, sha384: hash('new'), version: '1.2.0', age: 0, maxAge: 3600, state: 'hit' },
          ],
        },
        { name: 'iad', paths: [{ path: POINTER, sha384: hash('old'), age: 3, state: 'stale' }, {}] },
        { name: 'sin' },
      ],
    });
  });
});

describe('control', () => {
  it('breaks the reads it is told to break, and names them in the log', async () => {
    await controlOf(edge.url).breakCall({ method: 'edge.get', kind: 'error', status: 503 });

    expect((await fetch(`${edge.probeUrls[0]}${POINTER}`, { method: 'HEAD' })).status).toBe(503);
    expect((await fetch(`${edge.probeUrls[0]}${POINTER}`)).status).toBe(200);
    expect(await controlOf(edge.url).calls()).toMatchObject([
      { method: 'edge.get', path: POINTER, status: 503, fault: 'error' },
      { method: 'edge.get', path: POINTER, status: 200 },
    ]);
  });

  it('knows its probes', async () => {
    await expect(controlOf(edge.url).post('stale', { probe: 'lhr', path: POINTER })).rejects.toThrow('404');
  });
});
