import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatedEdge, startEdge } from '../../../simulator/edge/index.ts';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { createEdge } from '../../../src/adapters/edge/index.ts';
import { createGcs } from '../../../src/adapters/gcs/index.ts';
import { rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { POINTER } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { controlOf } from '../../harness/world/control.ts';
import { bucketAt } from '../../simulator/gcs/bucket.ts';

const HOUR = 'public, max-age=3600';
const YEAR = 'public, max-age=31536000, immutable';
const PACKED = 'v1.0.0/navi-loader.js';
const HOST = 'cdn.awellhealth.com';
const BUCKET = 'cdn-navi-com';

let app: TestApp;
let gcs: SimulatedGcs;
let edge: SimulatedEdge;
beforeEach(async () => {
  app = await openApp();
  gcs = await startGcs({ bucket: BUCKET });
  await controlOf(gcs.url).pace({ objectRateLimit: false });
  edge = await startEdge({ originUrl: gcs.url, bucket: BUCKET, host: HOST, probes: ['ams', 'iad'] });
  await controlOf(edge.url).pace({ edgeSeconds: 0 });
  const { context } = app;
  context.objects = createGcs({ baseUrl: gcs.url, bucket: BUCKET, projectId: 'p', deadlineMs: 5_000 });
  context.edge = createEdge({ probes: edge.probeUrls, host: HOST, deadlineMs: 5_000, maxBytes: 10_000 });
  // The fake's purge tells the simulated edge.
  context.cdn = {
    ...context.cdn,
    purge: async (what) => {
      await controlOf(edge.url).post('purge', { path: what.path });
      return app.world.cdn.purge(what);
    },
    purgeStatus: (operation) => app.world.cdn.purgeStatus(operation),
  };
});
afterEach(async () => {
  await app.close();
  await edge.close();
  await gcs.close();
});

async function save(path: string, bytes: Buffer, metadata: Record<string, unknown>): Promise<void> {
  const file = bucketAt(gcs.url).file(path);
  await file.save(bytes, { resumable: false, contentType: 'text/javascript; charset=utf-8', metadata });
}

it('a pinned object that is packed, immutable, held and stored coldly becomes a pointer that is only packed', async () => {
  const plain = Buffer.from(loaderText('1.1.0'));
  await save('v1.1.0/navi-loader.js', plain, { cacheControl: YEAR });
  await save(POINTER, plain, { cacheControl: YEAR });
  await save(PACKED, gzipSync(loaderText('1.0.0')), {
    cacheControl: YEAR,
    contentEncoding: 'gzip',
    contentLanguage: 'en',
    contentDisposition: 'inline',
    storageClass: 'NEARLINE',
    temporaryHold: true,
    metadata: { team: 'web', naviOperation: 'rel_of_the_source' },
  });

  const asked = await rollBack(app, { target: 'v1.0.0', reason: 'it hurts' });
  await app.work(900_000);

  const done = await app.operation(asked.id);
  expect(done.steps['verify-edge']).toMatchObject({ is: 'done' });
  expect(done.steps['read-back']).toMatchObject({ is: 'done' });
  const [found] = await bucketAt(gcs.url).file(POINTER).getMetadata();
  expect(found).toMatchObject({
    cacheControl: HOUR,
    contentType: 'text/javascript; charset=utf-8',
    contentEncoding: 'gzip',
    contentLanguage: 'en',
    contentDisposition: 'inline',
    storageClass: 'STANDARD',
    metadata: { team: 'web', naviOperation: asked.id, naviVersion: '1.0.0' },
  });
  expect(found.temporaryHold).toBeUndefined();
  const [stored] = await bucketAt(gcs.url).file(POINTER).download({ decompress: false });
  expect(gunzipSync(stored).toString()).toBe(loaderText('1.0.0'));
  const served = await fetch(`${edge.probeUrls[0]}/${POINTER}`);
  expect([served.headers.get('content-encoding'), served.headers.get('cache-control')]).toEqual([
    'gzip',
    HOUR,
  ]);
  expect(await served.text()).toBe(loaderText('1.0.0'));
});
