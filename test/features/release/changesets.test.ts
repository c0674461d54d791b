import { afterEach, describe, expect, it } from 'vitest';
import { type ChangesetRow, changesetRows, rowText } from '../../../src/domain/changesets.ts';
import { readChangesets } from '../../../src/features/release/gather-changesets.ts';
import { planRelease, pushVersion } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const LOADER = '@awell-health/navi-loader';
const changeset = (type: string, text = 'Better loading.') => `---\n"${LOADER}": ${type}\n---\n\n${text}\n`;

describe('a row of a package', () => {
  const packages = [{ name: 'a', dir: 'packages/a', file: { version: '1.2.0' }, live: '1.1.0' }];
  const known = { is: 'known', at: 'x', declared: [], unreadable: [], isPre: false, changed: [] } as const;
  const row: ChangesetRow = {
    name: 'a',
    dir: 'packages/a',
    isChanged: false,
    declared: null,
    computed: null,
    inTree: '1.2.0',
    onNpm: '1.1.0',
  };
  const minor = { name: 'a', type: 'minor', from: '1.1.0', isBreaking: false } as const;

  it.each([
    ['nothing declared', {}, row],
    ['a minor', { declared: [minor] }, { ...row, declared: 'minor', computed: '1.2.0' }],
    ['a version that is not known', { declared: [{ ...minor, from: null }] }, { ...row, declared: 'minor' }],
    ['changed files', { changed: ['packages/a'] }, { ...row, isChanged: true }],
    ['files that are not known', { changed: null }, { ...row, isChanged: null }],
  ])('has %s', (_what, different, expected) => {
    expect(changesetRows({ ...known, ...different }, packages)).toEqual([expected]);
  });

  it('is a line', () => {
    expect(rowText({ ...row, isChanged: true, declared: 'minor', computed: '1.2.0' })).toBe(
      'a: changed, minor declared, makes 1.2.0, 1.2.0 in the commit, 1.1.0 is live',
    );
  });
});

describe('the changesets of a release', () => {
  let app: TestApp;
  afterEach(() => app.close());
  const versioned = (version: string, type: string, files: Record<string, string> = {}) => {
    const path = '.changeset/brave-cats.md';
    app.world.scm.push({ title: 'Load better', files: { [path]: changeset(type), ...files } });
    app.world.scm.push({ title: 'Use the changesets', without: [path] });
    pushVersion(app, version);
  };
  const read = async () => {
    const { head } = await app.world.scm.defaultBranch();
    const monorepoAt = app.world.scm.monorepo;
    return readChangesets(app.context, { live: '1.1.0', sha: head, monorepoAt });
  };
  const shown = async (version: string) => {
    const answer = await planRelease(app, { version });
    if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
    const { verdicts } = (await app.operation(answer.operation)).shown;
    return JSON.stringify(verdicts.filter(({ gate }) => gate === 'changesets agree'));
  };

  it('are read where they were last, with what each package was then', async () => {
    app = await openApp();
    versioned('1.2.0', 'minor', { 'packages/navi-core/src/index.ts': 'new' });

    const found = await read();
    expect(found).toMatchObject({
      is: 'known',
      declared: [{ name: LOADER, type: 'minor', isBreaking: false }],
      unreadable: [],
      isPre: false,
    });
    expect(found.is === 'known' ? found.changed : []).toContain('packages/navi-core');
  });

  it('are none where no commit has them, and unknown where GitHub does not answer', async () => {
    app = await openApp();
    expect(await read()).toMatchObject({ is: 'none' });
    app.world.scm.breakCall('compare', 'refused');
    expect(await read()).toMatchObject({ is: 'unknown' });
  });

  it('warn of a version that they do not make, with the command that corrects it', async () => {
    app = await openApp();
    versioned('1.2.5', 'patch');
    expect(await shown('v1.2.5')).toMatch(
      /patch declared, makes 1\.2\.1, 1\.2\.5 in the commit.*npx changeset version/,
    );
  });

  it('are found with one look at the files of each commit', async () => {
    app = await openApp();
    versioned('1.2.5', 'patch');
    await planRelease(app, { version: 'v1.2.5' });

    // The release's commit, the one before it, the one with the changeset, and the live version.
    expect(app.world.scm.callsOf('monorepo')).toHaveLength(4);
  });

  it('block a release in pre mode', async () => {
    app = await openApp();
    versioned('1.2.5', 'patch');
    pushVersion(app, '1.2.5', { '.changeset/pre.json': JSON.stringify({ mode: 'pre', tag: 'beta' }) });
    expect(JSON.stringify(await planRelease(app, { version: 'v1.2.5' }))).toContain('npx changeset pre exit');
  });
});
