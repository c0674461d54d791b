import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { copyExample, git } from '../simulator/seed/example.ts';
import { APPROVED, ci } from './ci.ts';

let cwd = '';
let head = '';

beforeEach(async () => {
  cwd = await copyExample(await mkdtemp(join(tmpdir(), 'navi-checkout-')));
  await git(cwd, ['init', '--quiet', '--initial-branch=main']);
  await git(cwd, ['add', '--all']);
  await git(cwd, ['commit', '--quiet', '--message', 'ready']);
  head = (await git(cwd, ['rev-parse', 'HEAD'])).trim();
});

function run(env: Record<string, string> = {}) {
  const given = { ...APPROVED, NAVI_COMMIT: head, GITHUB_SHA: head, GITHUB_REF: 'refs/tags/v1.2.0' };
  return ci({ argv: ['assert'], env: { ...given, ...env }, cwd });
}

async function edit(path: string, change: (text: string) => string) {
  const before = await readFile(join(cwd, path), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(join(cwd, path), after);
}

test('the example is ready for 1.2.0', async () => {
  expect(await run()).toMatchObject({
    code: 0,
    log: expect.stringContaining('@awell-health/navi-js 1.2.0 (npm)'),
  });
});

test('another commit than the approved one, or another tag, is refused', async () => {
  const other = 'a'.repeat(40);

  const moved = await run({ NAVI_COMMIT: other });
  const branch = await run({ GITHUB_REF: 'refs/heads/main' });

  expect(moved.code).toBe(1);
  expect(moved.log).toContain(`The run is of commit ${head}, but ${other} was approved.`);
  expect(moved.log).toContain(`The checkout is at ${head}, but ${other} was approved.`);
  expect(branch).toMatchObject({ code: 1, log: expect.stringContaining('not of refs/tags/v1.2.0') });
});

test('what is not committed for this version is listed at once', async () => {
  const ended = await run({ NAVI_VERSION: '1.3.0', GITHUB_REF: 'refs/tags/v1.3.0' });

  expect(ended.code).toBe(1);
  expect(ended.log).toContain(
    '@awell-health/navi-loader has version 1.2.0 in this commit; you requested 1.3.0.',
  );
  expect(ended.log).toContain('CDN_VERSION_MAP lacks "1.3.0": "v1.3.0"');
});

test('a dependency that this commit cannot give is refused', async () => {
  await edit('packages/navi-react/package.json', (text) => text.replace('"^1.1.0"', '"^1.3.0"'));

  expect(await run()).toMatchObject({
    code: 1,
    log: expect.stringContaining('navi-react wants @awell-health/navi-js ^1.3.0, but this commit has 1.2.0'),
  });
});

test('a release order against the dependencies is refused', async () => {
  await edit('navi.release.json', (text) => {
    const file = JSON.parse(text);
    return JSON.stringify({ ...file, packages: file.packages.toReversed() });
  });

  expect((await run()).log).toContain('@awell-health/navi-core must come before @awell-health/navi-js');
});

test('a changelog without the version, a changeset not consumed, a package that must not be public', async () => {
  await edit('packages/navi-core/CHANGELOG.md', (text) => text.replace('## 1.2.0', '## Next'));
  await writeFile(
    join(cwd, '.changeset/quick-cats-jump.md'),
    '---\n"@awell-health/navi-js": patch\n---\n\nFix.\n',
  );
  await edit('packages/navi-portal/package.json', (text) => text.replace('"private": true,', ''));

  const ended = await run();

  expect(ended.code).toBe(1);
  expect(ended.log).toContain('packages/navi-core/CHANGELOG.md has no entry for 1.2.0.');
  expect(ended.log).toContain('.changeset/quick-cats-jump.md is not applied');
  expect(ended.log).toContain('packages/navi-portal/package.json must be private: it is not published.');
});

test('a release file that leads out of the checkout is refused', async () => {
  await edit('navi.release.json', (text) =>
    text.replace('packages/navi-js/src/shared.ts', '../../etc/passwd'),
  );

  expect(await run()).toMatchObject({ code: 1, log: expect.stringContaining('leads out of the repository') });
});
