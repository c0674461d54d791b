import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedEdge, startEdge } from '../../../simulator/edge/index.ts';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { createEdge } from '../../../src/adapters/edge/index.ts';
import integration from '../../../src/features/drift/checks/integration.ts';
import { release, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { POINTER } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { controlOf } from '../../harness/world/control.ts';
import { bucketAt } from '../../simulator/gcs/bucket.ts';

const BUCKET = 'cdn-navi-com';
const HOST = 'cdn.awellhealth.com';
const PINNED = 'v1.2.0/navi-loader.js';
const SCRIPT = 'text/javascript; charset=utf-8';

let app: TestApp;
let gcs: SimulatedGcs;
let edge: SimulatedEdge;
/** v1.2.0 is live, and pages load it over HTTP from the simulated edge. */
beforeEach(async () => {
  app = await openApp();
  await release(app);
  gcs = await startGcs({ bucket: BUCKET });
  await controlOf(gcs.url).pace({ objectRateLimit: false });
  edge = await startEdge({ originUrl: gcs.url, bucket: BUCKET, host: HOST, probes: ['ams', 'iad'] });
  await controlOf(edge.url).pace({ edgeSeconds: 0 });
  app.context.edge = createEdge({
    ...{ probes: edge.probeUrls, host: HOST, deadlineMs: 2_000, maxBytes: 10_000 },
  });
  await put(POINTER);
  await put(PINNED);
});
afterEach(async () => {
  await app.close();
  await edge.close();
  await gcs.close();
});

async function put(path: string, text = loaderText('1.2.0'), contentType = SCRIPT): Promise<void> {
  const metadata = { cacheControl: 'public, max-age=60' };
  await bucketAt(gcs.url).file(path).save(Buffer.from(text), { resumable: false, contentType, metadata });
  await controlOf(edge.url).post('purge', { path: `/${path}` });
}

/** The hourly look, with its repetitions. */
async function look(): Promise<void> {
  await tick(app, 'verify-integration');
  await app.work(60_000);
}
const open = () => app.store.transaction((tx) => tx.alerts.open());
const firing = async () =>
  (await open()).filter(({ state }) => state.is === 'firing').map(({ details }) => details['what']);
const cards = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'alert' ? [message.alert] : []));
const host = { addresses: async () => [], disk: async () => null, remarks: () => [] };
const check = () => integration.run({ ...app.context, host });

describe('what a customer’s page gets, over HTTP', () => {
  it('is as recorded after a release', async () => {
    await look();
    expect(await open()).toEqual([]);
    expect(JSON.stringify(await check())).toContain('Pages load the release line');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'the pinned object is gone',
      () => bucketAt(gcs.url).file(PINNED).delete(),
      `${PINNED} is missing (404)`,
    ],
    [
      'the pinned object has other bytes',
      () => put(PINNED, 'evil()'),
      `${PINNED} has other bytes than recorded`,
    ],
    [
      'the type is no script',
      () => put(PINNED, undefined, 'text/plain'),
      `${PINNED} is served as text/plain`,
    ],
    [
      'pages may not verify the integrity',
      () => controlOf(edge.url).pace({ allowsPages: false }),
      `${POINTER} has no Access-Control-Allow-Origin`,
    ],
  ])('raises one alert where %s, and ends it', { timeout: 60_000 }, async (_what, change, text) => {
    await look();
    await change();
    await controlOf(edge.url).post('purge', { path: `/${PINNED}` });
    await look();
    expect(await firing()).toEqual([expect.stringContaining(text)]);
    const [card] = cards();
    expect(card?.headline).toBe('what a customer’s page gets of v1 is not as Navi recorded it');
    expect(card?.buttons.map(({ decision }) => decision)).toEqual(
      text.includes('Allow-Origin') ? ['adopt', 'acknowledge', 'mute'] : ['acknowledge', 'mute'],
    );
    expect(JSON.stringify(await check())).toContain(text);

    await controlOf(edge.url).pace({ allowsPages: true });
    await put(PINNED);
    await look();
    expect(await open()).toEqual([]);
    expect(cards().at(-1)?.isOver).toBe(true);
  });

  it.each([
    ['error', { status: 503 }],
    ['reset', {}],
  ])('says nothing where the edge does not answer (%s)', async (kind, fault) => {
    await controlOf(edge.url).post('faults', { method: 'edge.get', kind, times: 1_000, ...fault });
    await look();
    expect(await open()).toEqual([]);
    expect(JSON.stringify(await check())).toContain('No release line is live with known bytes');
  });

  it('is no business of the look each minute', async () => {
    await put(PINNED, undefined, 'text/plain');
    await look();
    app.context.edge = app.world.edge;
    await tick(app, 'verify-live');
    await app.work();
    expect(await firing()).toHaveLength(1);
  });
});
