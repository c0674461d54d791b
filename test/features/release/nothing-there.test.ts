import { afterEach, beforeEach, expect, it } from 'vitest';
import { explain } from '../../../src/domain/refusals.ts';
import { planRelease } from '../../harness/app/actions.ts';
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

it('a version that was published outside Navi blocks', async () => {
  app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'hotfix' });

  expect(await reasons()).toMatchObject([{ code: 'npm-version-exists', package: CORE, version: '1.2.0' }]);
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
