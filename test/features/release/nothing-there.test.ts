import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../src/domain/refusals.ts';
import { carryRelease, planRelease, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { parsedPackument } from '../../harness/samples/packument.ts';

const CORE = '@awell-health/navi-core';
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

async function reasons() {
  const answer = await planRelease(app);
  return answer.is === 'refusal' ? answer.refusal.reasons : [];
}

it.each(['v1.2.0/navi-loader.js', 'v1.2.0/navi-release.json'])(
  '%s that exists blocks, with its bytes',
  async (path) => {
    app.world.objects.put({ path, text: 'by hand' });

    const [reason] = await reasons();

    expect(reason).toMatchObject({ code: 'object-exists', path, by: null, next: 'v1.2.1' });
    expect(reason && explain(reason).text).toMatch(/md5 \S+==, written 20/);
  },
);

it('a version that was published outside Navi blocks, with its bytes', async () => {
  app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'hotfix', integrity: 'sha512-foreign' });

  const [reason, ...others] = await reasons();

  expect(others).toEqual([]);
  expect(reason).toMatchObject({ code: 'npm-version-exists', package: CORE, version: '1.2.0', built: null });
  expect(reason && explain(reason).text).toContain('(sha512-foreign…, no build is known to compare it with)');
});

describe('a version that is on npm is compared', () => {
  const existing = async () => {
    const found = (await reasons()).find((one) => one.code === 'npm-version-exists' && one.package === CORE);
    return found && explain(found).text;
  };

  /** v1.2.0 was built and published, and stopped because its pinned object was gone; the manifest is gone too. */
  async function builtBefore(): Promise<string> {
    const { scm, objects, runWorkflow } = app.world;
    scm.onRun(async (run) => {
      await runWorkflow(run);
      objects.live.delete('v1.2.0/navi-loader.js');
    });
    const { id } = await carryRelease(app);
    await app.use.stopRelease({ ...rollbackRequest(app), release: 'v1.2.0', reason: undefined });
    await app.work();
    objects.live.delete('v1.2.0/navi-release.json');
    return id;
  }

  it('with what an ended release built, by the journal', async () => {
    const id = await builtBefore();

    expect(await existing()).toMatch(new RegExp(`\\(sha512-\\S{12}…, the bytes that ${id} names\\)`));
  });

  it('and other bytes are named beside what was built', async () => {
    const id = await builtBefore();
    app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'hotfix', integrity: 'sha512-foreign' });

    expect(await existing()).toMatch(
      new RegExp(`sha512-foreign…, not the bytes that ${id} names: sha512-\\S{12}…`),
    );
  });

  it('with the manifest in the bucket, where no release of Navi read one', async () => {
    app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'hotfix', integrity: 'sha512-foreign' });
    app.world.objects.put({
      path: 'v1.2.0/navi-release.json',
      text: JSON.stringify({
        schema: 1,
        operation: 'rel_other',
        version: '1.2.0',
        commit: 'c'.repeat(40),
        run: { id: 1, attempt: 1 },
        loader: { path: 'v1.2.0/navi-loader.js', sha384: 'sha384-a', size: 1 },
        packages: [{ name: CORE, version: '1.2.0', integrity: 'sha512-foreign' }],
      }),
    });

    expect(await existing()).toContain('the bytes that v1.2.0/navi-release.json names');
  });

  it('with nothing where the manifest cannot be read, which stops nothing', async () => {
    app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'hotfix', integrity: 'sha512-foreign' });
    app.world.objects.put({ path: 'v1.2.0/navi-release.json', text: 'by hand' });
    app.world.objects.breakCall('releaseManifest', 'refused');

    expect(await existing()).toContain('no build is known to compare it with');
  });
});

it('a version that was unpublished blocks', async () => {
  app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'hotfix' });
  app.world.registry.unpublish(CORE, '1.2.0');

  expect(await reasons()).toMatchObject([
    { code: 'npm-version-unpublished', package: CORE, version: '1.2.0' },
  ]);
});

it('a package that stays as it is does not block', async () => {
  expect(await reasons()).toEqual([]);
});

it.each([
  [{ created: 'x', modified: 'x', '1.0.0': 'x', '1.2.0': 'x' }, ['1.2.0']],
  [{ created: 'x', unpublished: { versions: ['1.1.0', '1.2.0'] } }, ['1.1.0', '1.2.0']],
  [undefined, []],
])('a packument with the times %j had %j taken away', (time, wanted) => {
  expect(parsedPackument(time).unpublished).toEqual(wanted);
});
