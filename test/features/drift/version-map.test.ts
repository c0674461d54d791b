import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedEdge, startEdge } from '../../../simulator/edge/index.ts';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { createEdge } from '../../../src/adapters/edge/index.ts';
import { createNpm } from '../../../src/adapters/npm/index.ts';
import integration from '../../../src/features/drift/checks/integration.ts';
import { watchIntegration } from '../../../src/features/drift/watch-integration.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { controlOf } from '../../harness/world/control.ts';
import { bucketAt } from '../../simulator/gcs/bucket.ts';
import { client, publish } from '../../simulator/npm/publish.ts';
import { packed } from '../../simulator/npm/tarball.ts';

const BUCKET = 'cdn-navi-com';
const HOST = 'cdn.awellhealth.com';
const JS = '@awell-health/navi-js';
const mapWith = (entries: string) => `var CDN_VERSION_MAP = {\n  "1.1.0": "v1.1.0",\n  ${entries}\n};\n`;
const RIGHT = { 'dist/index.js': mapWith('"1.2.0": "v1.2.0"') };

let app: TestApp;
let gcs: SimulatedGcs;
let edge: SimulatedEdge;
let npm: SimulatedNpm;
beforeEach(async () => {
  app = await openApp();
  gcs = await startGcs({ bucket: BUCKET });
  await controlOf(gcs.url).pace({ objectRateLimit: false });
  edge = await startEdge({ originUrl: gcs.url, bucket: BUCKET, host: HOST, probes: ['ams', 'iad'] });
  await controlOf(edge.url).pace({ edgeSeconds: 0 });
  npm = await startNpm();
});
afterEach(async () => {
  await app.close();
  await edge.close();
  await gcs.close();
  await npm.close();
});

/** v1.2.0 is live, built with this package; npm, the bucket and the edge are asked over HTTP from then on. */
async function liveWith(files: Readonly<Record<string, string>> | Buffer): Promise<void> {
  const bytes = Buffer.isBuffer(files) ? files : await packed(files);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const { registry } = app.world;
  const { publish: fakePublish, tarball } = registry;
  const isJs = (name: string, version: string) => name === JS && version === '1.2.0';
  registry.publish = (what) => fakePublish(isJs(what.name, what.version) ? { ...what, integrity } : what);
  registry.tarball = async (name, version) =>
    isJs(name, version) ? { integrity, size: bytes.length } : tarball(name, version);
  await release(app);
  await publish(client(npm.url, npm.tokens['workflow']), { name: JS, version: '1.2.0', bytes });
  app.context.registry = createNpm({ registryUrl: npm.url, deadlineMs: 20_000 });
  app.context.edge = createEdge({ probes: edge.probeUrls, host: HOST, deadlineMs: 2_000, maxBytes: 10_000 });
  await put('v1/navi-loader.js', '1.2.0');
  await put('v1.2.0/navi-loader.js', '1.2.0');
  await put('v1.1.0/navi-loader.js', '1.1.0');
}

async function put(path: string, version: string): Promise<void> {
  const file = bucketAt(gcs.url).file(path);
  const metadata = { cacheControl: 'public, max-age=60' };
  await file.save(Buffer.from(loaderText(version)), {
    ...{ resumable: false, contentType: 'text/javascript', metadata },
  });
}

/** The hourly look with its repetitions, and what people are then told. */
async function look(): Promise<void> {
  for (let rounds = 0; rounds < 4; rounds += 1) {
    if ((await watchIntegration(app.context)).is === 'over') break;
    await app.world.clock.advance(10_000);
  }
  await app.work(60_000);
}
const open = () => app.store.transaction((tx) => tx.alerts.open());
const firing = async () =>
  (await open()).filter(({ state }) => state.is === 'firing').map(({ details }) => details['what']);
const cards = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'alert' ? [message.alert] : []));
const host = { addresses: async () => [], disk: async () => null, remarks: () => [] };
const doctor = async () => JSON.stringify(await integration.run({ ...app.context, host }));

describe('the version map inside the published package, over HTTP', () => {
  it('leads to what is live after a release', async () => {
    await liveWith(RIGHT);
    await look();
    expect(await open()).toEqual([]);
    expect(await doctor()).toContain('The version map inside the published package leads to it.');
  });

  it.each([
    ['has no entry', mapWith(''), 'has no entry \\"1.2.0\\"'],
    [
      'leads to another script',
      mapWith('"1.2.0": "v1.1.0"'),
      'to v1.1.0, which has other bytes than recorded',
    ],
    ['leads to nothing', mapWith('"1.2.0": "v9.9.9"'), 'to v9.9.9, where no script is (404'],
    ['leads out of the CDN', mapWith('"1.2.0": "../../etc"'), 'to no folder of the CDN'],
  ])('raises one alert where it %s', async (_what, script, text) => {
    await liveWith({ 'dist/index.js': script });
    await look();
    expect(JSON.stringify(await firing())).toContain(text);
    expect(await firing()).toHaveLength(1);
    const [card] = cards();
    expect(card?.headline).toContain('what the published package gives code');
    expect(card?.buttons.map(({ decision }) => decision)).toEqual(['acknowledge', 'mute']);
    expect(await doctor()).toContain(text);
    // The next package is right: the alert ends.
    app.context.registry = {
      ...app.context.registry,
      scripts: async () => ({ is: 'read', scripts: [RIGHT['dist/index.js']] }),
    };
    await look();
    expect(await open()).toEqual([]);
    expect(cards().at(-1)?.isOver).toBe(true);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['has no map', () => liveWith({ 'dist/index.js': 'x()' }), 'has a readable CDN_VERSION_MAP'],
    ['is no archive', () => liveWith(Buffer.from('hostile')), 'no gzipped tar archive'],
    [
      'cannot be read',
      async () => {
        await liveWith(RIGHT);
        await controlOf(npm.url).post('faults', {
          method: 'tarball.get',
          kind: 'error',
          status: 503,
          times: 99,
        });
      },
      'npm: ',
    ],
  ])('says that it was not followed where the package %s, and alerts nobody', async (_what, arrange, why) => {
    await arrange();
    await look();
    expect(await open()).toEqual([]);
    const said = await doctor();
    expect(said).toContain('The version map inside the published package was not followed: ');
    expect(said).toContain(why);
    expect(said).toContain('Pages load the release line');
  });
});
