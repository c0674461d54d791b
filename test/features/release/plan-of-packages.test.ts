import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/domain/message.ts';
import { explain } from '../../../src/domain/refusals.ts';
import { planRelease, release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { packageText, STORY_RELEASE_FILE } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** One more commit on the default branch, its check green. */
function push(files: Record<string, string>): void {
  const head = app.world.scm.push({ title: 'One more', files });
  app.world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
}

function reasons(answer: Message): { code: string; text: string }[] {
  if (answer.is !== 'refusal') throw new Error(`not refused: ${JSON.stringify(answer)}`);
  return answer.refusal.reasons.map((reason) => ({ code: reason.code, text: explain(reason).text }));
}

const releaseFile = (change: (packages: { dir: string; ships: string }[]) => object[]): string => {
  const file = JSON.parse(STORY_RELEASE_FILE);
  return JSON.stringify({ ...file, packages: change(file.packages) });
};
const core = (more: Record<string, unknown>) => ({
  'packages/navi-core/package.json': packageText({ name: 'navi-core', version: '1.2.0', ...more }),
});
const js = (range: string) => ({
  'packages/navi-js/package.json': packageText({
    name: 'navi-js',
    version: '1.2.0',
    dependencies: { '@awell-health/navi-core': range },
  }),
});
const vue = packageText({ name: 'navi-vue', version: '0.0.1' });

describe('the plan refuses what the run would refuse after the tag', () => {
  it.each([
    [
      'a package that only navi.release.json names',
      { 'navi.release.json': releaseFile((all) => [...all, { dir: 'packages/navi-vue', ships: 'npm' }]) },
      'package-lists-differ',
      'the configuration lacks packages/navi-vue, which ships npm',
    ],
    [
      'a package that navi.release.json lacks',
      { 'navi.release.json': releaseFile((all) => all.filter(({ dir }) => dir !== 'packages/navi-js')) },
      'package-lists-differ',
      'navi.release.json lacks packages/navi-js',
    ],
    [
      'a package that ships elsewhere',
      { 'navi.release.json': releaseFile((all) => all.map((one) => ({ ...one, ships: 'npm' }))) },
      'package-lists-differ',
      'navi-portal ships none in the configuration, npm in navi.release.json',
    ],
    [
      'a package of another name',
      core({ name: 'navi-kernel' }),
      'package-lists-differ',
      'packages/navi-core holds @awell-health/navi-kernel',
    ],
    [
      'a package that only the workspace has',
      { 'packages/navi-vue/package.json': vue },
      'package-lists-differ',
      'the configuration lacks packages/navi-vue (@awell-health/navi-vue)',
    ],
    ['no navi.release.json', { 'navi.release.json': '' }, 'release-file-unreadable', 'it is not JSON'],
    ['a private package', core({ private: true }), 'package-privacy', 'must not be private'],
    [
      'another registry',
      core({ publishConfig: { registry: 'https://npm.example/' } }),
      'package-registry',
      'would be published to https://npm.example/',
    ],
    ['a workspace range', js('workspace:^'), 'range-not-servable', 'as "workspace:^"'],
    ['a catalog', js('catalog:'), 'range-not-servable', 'as "catalog:"'],
    [
      'a changelog without the version',
      { 'packages/navi-core/CHANGELOG.md': '## Next' },
      'changelog-missing',
      '1.2.0',
    ],
    ['a left-over changeset', { '.changeset/x.md': 'x' }, 'changeset-left', '.changeset/x.md is not applied'],
    [
      'an order against the dependencies',
      { 'navi.release.json': releaseFile((all) => all.toReversed()) },
      'release-order',
      '@awell-health/navi-core must come before',
    ],
  ])('%s', async (_, files, code, text) => {
    push(files);

    const found = reasons(await planRelease(app));

    expect(found.map((one) => one.code)).toContain(code);
    expect(found.map((one) => one.text).join(' ')).toContain(text);
  });

  it('and one unreadable file is one reason', async () => {
    push({ 'packages/navi-core/package.json': '{' });

    expect(reasons(await planRelease(app)).map(({ code }) => code)).toEqual(['package-missing']);
  });
});

describe('the plan takes', () => {
  it.each([
    [
      'a byte order mark',
      { 'packages/navi-core/package.json': `\uFEFF${packageText({ name: 'navi-core', version: '1.2.0' })}` },
    ],
    [
      'a private package that is not released',
      { 'packages/tools/package.json': '{"name":"t","version":"0.0.0","private":true}' },
    ],
    ['the README of .changeset', { '.changeset/README.md': 'Hello', '.changeset/config.json': '{}' }],
  ])('%s', async (_, files) => {
    push(files);

    expect(await planRelease(app)).toMatchObject({ is: 'accepted' });
  });
});

describe('the access of a package', () => {
  const CORE = '@awell-health/navi-core';
  const verdict = async () => {
    const [operation] = await app.store.transaction((tx) => tx.operations.recent(1));
    return operation?.shown.verdicts.find(({ gate }) => gate === 'packages can be published');
  };

  it('is never widened: restricted on npm and declared public blocks', async () => {
    app.world.registry.visibilities.set(CORE, 'restricted');
    push(core({ publishConfig: { access: 'public' } }));

    const found = reasons(await planRelease(app));

    expect(found).toMatchObject([{ code: 'package-access-widens' }]);
    expect(found[0]?.text).toContain(`${CORE} is restricted on npm`);
  });

  it('is shown as the registry has it', async () => {
    app.world.registry.visibilities.set(CORE, 'restricted');
    expect(await planRelease(app)).toMatchObject({ is: 'accepted' });

    expect(await verdict()).toMatchObject({
      is: 'pass',
      evidence: expect.stringContaining(`on npm now: ${CORE} restricted, @awell-health/navi-js public`),
    });
  });

  it('is not known where the registry does not say it: that is a warning, and stops nothing', async () => {
    app.world.registry.breakCall('visibility', 'unknown', 20);
    push(core({ publishConfig: { access: 'public' } }));

    expect(await planRelease(app)).toMatchObject({ is: 'accepted' });
    expect(await verdict()).toMatchObject({
      is: 'warn',
      evidence: expect.stringContaining('npm does not say whether it is restricted now'),
    });
  });

  it('is in the plan as it is declared, and is left out where an existing package keeps its own', async () => {
    push(core({ publishConfig: { access: 'restricted' } }));

    const done = await release(app);

    const access = Object.fromEntries(done.plan.content.packages.map((one) => [one.name, one.access]));
    expect(access).toMatchObject({
      '@awell-health/navi-core': 'restricted',
      '@awell-health/navi-js': undefined,
    });
  });
});
