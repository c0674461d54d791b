import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReleaseWorld, startReleaseWorld } from './world.ts';

const DONE = {
  claim: 'success',
  build: 'success',
  'upload-pinned': 'success',
  'publish-npm': 'success',
  'smoke-test': 'success',
  'release-manifest': 'success',
};

/** A canned run leaves the world as the real one does: both are held to the same sentences. */
describe.each(['canned', 'real'] as const)('a %s run of the release workflow', (pace) => {
  let world: ReleaseWorld;
  let first: Awaited<ReturnType<ReleaseWorld['release']>>;

  beforeAll(async () => {
    world = await startReleaseWorld(pace);
    first = await world.release('op_1');
  }, 180_000);
  afterAll(() => world.close());

  test('does every job', async () => {
    expect(first).toMatchObject({ conclusion: 'success', jobs: DONE });
    if (pace === 'real') await publishedAsTrusted();
  });

  /** Without a token, by the bundle of the build. */
  async function publishedAsTrusted(): Promise<void> {
    const log = await world.logOf(first.id, 'publish-npm');
    expect(log).toContain('release/navi-ci.mjs: OK');
    for (const name of ['navi-core', 'navi-js'])
      expect(log).toContain(`@awell-health/${name}@1.2.0: published under next by the trusted publisher`);
  }

  test('publishes everything where no user gets it yet', async () => {
    const script = await (await world.download('v1.2.0/navi-loader.js')).text();
    expect(script).toMatch(/^\/\*! navi-loader v1\.2\.0 \*\//);
    expect(await (await world.download('v1/navi-loader.js')).text()).toMatch(
      /^\/\*! navi-loader v1\.1\.0 \*\//,
    );
    expect(await world.distTags('navi-core')).toEqual({ latest: '1.1.0', next: '1.2.0' });
    expect(await world.distTags('navi-js')).toEqual({ latest: '1.1.0', next: '1.2.0' });
    expect(await world.distTags('navi-react')).toEqual({ latest: '1.1.0' });
  });

  test('reports it in the release manifest', async () => {
    const manifest = await (await world.download('v1.2.0/navi-release.json')).json();

    expect(manifest).toEqual({
      schema: 1,
      operation: 'op_1',
      version: '1.2.0',
      commit: world.commits.main,
      run: { id: first.id, attempt: 1 },
      claim: {
        open: expect.stringMatching(/^[0-9a-f]{40}$/),
        ref: 'refs/tags/v1.2.0',
        headSha: world.commits.main,
        workflow: {
          path: '.github/workflows/release.yml',
          blob: expect.stringMatching(/^[0-9a-f]{40}$/),
        },
      },
      loader: {
        path: 'v1.2.0/navi-loader.js',
        sha384: expect.stringMatching(/^sha384-/),
        size: expect.any(Number),
      },
      packages: [
        ['navi-core', '1.2.0'],
        ['navi-js', '1.2.0'],
        ['navi-react', '1.1.0'],
      ].map(([name, version]) => ({
        name: `@awell-health/${name}`,
        version,
        integrity: expect.stringMatching(/^sha512-/),
      })),
    });
  });

  test('a second run of the same operation ends at the claim, without a write', async () => {
    const before = await world.calls();

    const second = await world.release('op_1');

    expect(second.conclusion).toBe('failure');
    expect(second.jobs['claim']).toBe('failure');
    expect(second.jobs['build']).toBe('skipped');
    expect(await world.calls()).toEqual(before);
  });
});
