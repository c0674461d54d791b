import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Storage } from '@google-cloud/storage';
import { afterEach, describe, expect, test } from 'vitest';
import { startEdge } from '../../simulator/edge/index.ts';
import { startGcs } from '../../simulator/gcs/index.ts';
import { createEdge } from '../../src/adapters/edge/index.ts';
import { createGcs } from '../../src/adapters/gcs/index.ts';
import { createFakeEdge } from '../harness/fakes/edge.ts';
import { createFakeObjects } from '../harness/fakes/objects.ts';
import { controlOf } from '../harness/world/control.ts';
import { type EdgeSubject, edgeContract, sri } from './edge.contract.ts';

const HOST = 'cdn.awellhealth.com';

async function openFake(): Promise<EdgeSubject> {
  const objects = createFakeObjects();
  const edge = createFakeEdge({ origin: (path) => objects.live.get(path), probes: ['a', 'b'] });
  return {
    edge,
    probes: 2,
    put: async (path, text, cacheControl) => void objects.put({ path, text, cacheControl }),
    purge: async (path) => edge.drop(path),
    close: async () => {},
  };
}

async function openSimulated(): Promise<EdgeSubject> {
  const gcs = await startGcs({ bucket: 'cdn' });
  await controlOf(gcs.url).pace({ objectRateLimit: false });
  const simulated = await startEdge({ originUrl: gcs.url, bucket: 'cdn', host: HOST });
  await controlOf(simulated.url).pace({ edgeSeconds: 0 });
  const objects = createGcs({ baseUrl: gcs.url, bucket: 'cdn', projectId: 'p', deadlineMs: 5_000 });
  const contentType = 'text/javascript';
  return {
    edge: createEdge({ probes: simulated.probeUrls, host: HOST, deadlineMs: 5_000, maxBytes: 1_000 }),
    probes: simulated.probeUrls.length,
    put: async (path, text, cacheControl) => {
      const there = await objects.stat(path);
      const bytes = Buffer.from(text);
      const source = there === undefined ? path : `source/${text}`;
      const { generation } = await objects.create({
        path: source,
        bytes,
        contentType,
        cacheControl,
        metadata: {},
      });
      if (there === undefined) return;
      const to = { to: path, ifGeneration: there.generation, contentType, cacheControl, metadata: {} };
      await objects.copy({ from: source, fromGeneration: generation, ...to });
    },
    purge: async (path) => {
      await controlOf(simulated.url).post('purge', { host: HOST, path: `/${path}` });
    },
    close: async () => {
      await simulated.close();
      await gcs.close();
    },
  };
}

edgeContract('the fake', openFake);
edgeContract('over HTTP', openSimulated);

describe('an edge that is not as it should be', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** A probe of the test's own, and what an edge with only it sees. */
  async function lookAt(answer: RequestListener, limits = { deadlineMs: 300, maxBytes: 100 }) {
    const server = createHttpServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const probes = [`http://127.0.0.1:${portOf(server.address())}/`];
    return (await createEdge({ probes, host: HOST, ...limits }).look('v1/a.js'))[0];
  }

  test('the request is what a customer would send: the right host and path, and no cache-buster', async () => {
    const seen: unknown[] = [];
    await lookAt((request, response) => {
      seen.push(request.method, request.headers.host, request.url, request.headers['cache-control']);
      response.end('x');
    });
    expect(seen).toEqual(['GET', HOST, '/v1/a.js', undefined]);
  });

  test('age and lifetime are read from the headers', async () => {
    const seen = await lookAt((_, response) => {
      response.setHeader('age', '42');
      response.setHeader('etag', '"e"');
      response.setHeader('cache-control', 'public, s-maxage=5, max-age=60');
      response.end('x');
    });
    expect(seen).toMatchObject({ ageSeconds: 42, maxAgeSeconds: 60, etag: '"e"', sha384: sri('x') });
  });

  test('the probe is asked as a browser asks, and what comes packed is unpacked', async () => {
    const asked: unknown[] = [];
    const seen = await lookAt((request, response) => {
      asked.push(request.headers['accept-encoding']);
      response.setHeader('content-type', 'application/javascript');
      response.setHeader('cache-control', 'max-age=31536000, immutable');
      response.setHeader('content-encoding', 'br').end(brotliCompressSync('let packed;'));
    });
    expect(asked).toEqual([expect.stringContaining('gzip')]);
    expect(seen).toMatchObject({
      is: 'bytes',
      sha384: sri('let packed;'),
      contentEncoding: 'br',
      contentType: 'application/javascript',
      cacheControl: 'max-age=31536000, immutable',
      maxAgeSeconds: 31_536_000,
    });
  });

  test('a small answer that unpacks to a large one is not unpacked', async () => {
    const seen = await lookAt((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(100_000))),
    );
    expect(seen).toMatchObject({ is: 'unreachable', problem: expect.stringContaining('more than') });
  });

  test('a pointer that lost its encoding is other bytes, over the simulated edge too', async () => {
    const gcs = await startGcs({ bucket: 'cdn' });
    closing.push(() => void gcs.close());
    const simulated = await startEdge({ originUrl: gcs.url, bucket: 'cdn', host: HOST, probes: ['a'] });
    closing.push(() => void simulated.close());
    const storage = new Storage({ apiEndpoint: gcs.url, projectId: 'p' });
    const save = (name: string, contentEncoding: string) =>
      storage
        .bucket('cdn')
        .file(name)
        .save(gzipSync('let a;'), {
          resumable: false,
          contentType: 'text/javascript',
          metadata: { cacheControl: 'max-age=60', contentEncoding },
        });
    await save('kept.js', 'gzip');
    await save('lost.js', '');
    const edge = createEdge({ probes: simulated.probeUrls, host: HOST, deadlineMs: 2_000, maxBytes: 100 });
    expect(await edge.look('kept.js')).toMatchObject([{ sha384: sri('let a;'), contentEncoding: 'gzip' }]);
    const [lost] = await edge.look('lost.js');
    expect(lost?.is === 'bytes' && lost.sha384).not.toBe(sri('let a;'));
    const plain = await fetch(`${simulated.probeUrls[0]}/kept.js`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'let a;']);
  });

  const cases: [string, RequestListener][] = [
    ['a server error', (_, response) => response.writeHead(503).end('x')],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/other' }).end()],
    ['silence', () => {}],
    ['a body that never ends', (_, response) => void response.write('x')],
    ['too many bytes', (_, response) => response.end('x'.repeat(101))],
    ['a cut connection', (request) => request.socket.resetAndDestroy()],
    [
      'a body cut short',
      (request, response) => {
        response.writeHead(200, { 'content-length': '50' });
        response.write('half', () => request.socket.destroy());
      },
    ],
    [
      'bytes that are packed',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    ],
  ];
  test.each(cases)('%s is a reading, never bytes and never an error', async (_, answer) => {
    expect(await lookAt(answer)).toMatchObject({ is: 'unreachable', problem: expect.stringMatching(/\w/) });
  });

  test('one broken probe does not hide the others', async () => {
    const server = createHttpServer((_, response) => response.end('x'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const probes = ['http://127.0.0.1:1', `http://127.0.0.1:${portOf(server.address())}`];
    const edge = createEdge({ probes, host: HOST, deadlineMs: 2_000, maxBytes: 100 });
    expect((await edge.look('a')).map((seen) => seen.is)).toEqual(['unreachable', 'bytes']);
  });

  test('over TLS the probe is called by the CDN’s name at any address', async () => {
    const hellos: Buffer[] = [];
    const server = createServer((socket) => {
      socket.once('data', (hello) => {
        hellos.push(Buffer.from(hello));
        socket.destroy();
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const probes = [`https://127.0.0.1:${portOf(server.address())}`];
    const edge = createEdge({ probes, host: HOST, deadlineMs: 2_000, maxBytes: 100 });
    expect(await edge.look('a')).toMatchObject([{ is: 'unreachable' }]);
    expect(hellos[0]?.includes(HOST)).toBe(true);
  });

  test('without configured probes every address of the host is one', async () => {
    const edge = createEdge({ probes: undefined, host: 'localhost', deadlineMs: 2_000, maxBytes: 100 });
    const readings = await edge.look('a');
    expect(readings.map((seen) => seen.probe)).toContain('127.0.0.1');
    expect(new Set(readings.map((seen) => seen.is))).toEqual(new Set(['unreachable']));
  });

  test('a host that has no address is one unreachable reading', async () => {
    const edge = createEdge({ probes: undefined, host: 'nowhere.invalid', deadlineMs: 2_000, maxBytes: 100 });
    expect(await edge.look('a')).toMatchObject([{ probe: 'nowhere.invalid', is: 'unreachable' }]);
  });
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
