import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SimulatedGcs, startGcs } from '../../simulator/gcs/index.ts';
import { type Break, controlOf } from '../harness/world/control.ts';
import { APPROVED, ci, downloadedArtifact, LOADER } from './ci.ts';

const BUCKET = 'cdn-navi-com';
let gcs: SimulatedGcs;

beforeAll(async () => {
  gcs = await startGcs({ bucket: BUCKET });
  await controlOf(gcs.url).pace({ objectRateLimit: false });
});
afterAll(() => gcs.close());

async function run(argv: string[], cwd: string, env: Record<string, string> = {}) {
  const run = { GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1' };
  return ci({ argv, cwd, env: { ...APPROVED, ...run, NAVI_BUCKET: BUCKET, GCS_API_URL: gcs.url, ...env } });
}

async function reset() {
  await fetch(`${gcs.url}/_control/reset`, { method: 'POST' });
}

async function breakCall(kind: Break['kind']) {
  await controlOf(gcs.url).breakCall({ method: 'objects.insert', kind });
}

function download(path: string) {
  return fetch(`${gcs.url}/public/${BUCKET}/${path}`);
}

test('the pinned object is uploaded once; the same bytes count as done, others never replace it', async () => {
  await reset();
  const cwd = await downloadedArtifact();

  const first = await run(['upload'], cwd);
  const again = await run(['upload'], cwd);
  const other = await run(['upload'], await downloadedArtifact({ loader: Buffer.from('other') }));

  expect(first).toMatchObject({ code: 0, log: expect.stringContaining('v1.2.0/navi-loader.js: written') });
  expect(again).toMatchObject({ code: 0, log: expect.stringContaining('there already') });
  expect(other).toMatchObject({ code: 1, log: expect.stringContaining('it is never changed') });
  const served = await download('v1.2.0/navi-loader.js');
  expect(Buffer.from(await served.arrayBuffer())).toEqual(LOADER);
  expect(served.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test.each(['reset', 'accept-then-reset', 'error', 'duplicate', 'rate-limit'] as const)(
  'an upload that meets %s ends with the object there',
  async (kind) => {
    await reset();
    await breakCall(kind);

    expect(await run(['upload'], await downloadedArtifact())).toMatchObject({ code: 0 });
    expect((await download('v1.2.0/navi-loader.js')).status).toBe(200);
  },
);

test('an artifact that was changed on its way, or is of something else, goes nowhere', async () => {
  await reset();
  const changed = await downloadedArtifact();
  await writeFile(join(changed, 'release/navi-loader.js'), 'changed');

  const tampered = await run(['upload'], changed);
  const foreign = await run(['upload'], await downloadedArtifact(), { NAVI_COMMIT: 'd'.repeat(40) });

  expect(tampered).toMatchObject({ code: 1, log: expect.stringContaining('is not what the build reported') });
  expect(foreign).toMatchObject({ code: 1, log: expect.stringContaining('The artifact is of commit ccc') });
  expect((await download('v1.2.0/navi-loader.js')).status).toBe(404);
});

test('the manifest says what was built, and another attempt of the run finds its own words', async () => {
  await reset();
  const tarball = Buffer.from('packed');
  const packages = [{ name: '@awell-health/navi-js', version: '1.2.0', tarball }];
  const cwd = await downloadedArtifact({ packages });

  expect((await run(['manifest'], cwd)).code).toBe(0);
  expect(await run(['manifest'], cwd, { GITHUB_RUN_ATTEMPT: '2' })).toMatchObject({
    code: 0,
    log: expect.stringContaining('there already'),
  });

  expect(await (await download('v1.2.0/navi-release.json')).json()).toMatchObject({
    schema: 1,
    operation: 'op_1',
    version: '1.2.0',
    run: { id: 7, attempt: 1 },
    loader: { path: 'v1.2.0/navi-loader.js', size: LOADER.length },
    packages: [{ name: '@awell-health/navi-js', version: '1.2.0' }],
  });
});

test('a manifest of another operation or another run stays as it is', async () => {
  await reset();
  const cwd = await downloadedArtifact();
  await run(['manifest'], cwd);

  for (const env of [{ NAVI_OPERATION: 'op_2' }, { GITHUB_RUN_ID: '8' }])
    expect(await run(['manifest'], cwd, env)).toMatchObject({
      code: 1,
      log: expect.stringContaining('v1.2.0/navi-release.json is there already with other content'),
    });
});
