import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { APPROVED, ci } from './ci.ts';

test('an unknown subcommand changes nothing and names the known ones', async () => {
  const ended = await ci({ argv: ['deploy'], env: {} });

  expect(ended.code).toBe(2);
  expect(ended.log).toContain('claim|bundle|assert|budgets|pack|upload|publish|smoke|manifest');
  expect((await ci({ argv: ['toString'], env: {} })).code).toBe(2);
  expect((await ci({ argv: [], env: {} })).code).toBe(2);
});

test('everything that is missing or wrong is said at once, and empty is missing', async () => {
  const ended = await ci({
    argv: ['claim'],
    env: { NAVI_VERSION: 'v1.2', NAVI_COMMIT: 'main', NAVI_OPERATION: '', GITHUB_REPOSITORY: 'navi' },
  });

  expect(ended.code).toBe(2);
  for (const said of [
    'NAVI_VERSION: is not an exact version: major.minor.patch',
    'NAVI_COMMIT: is not a full commit sha',
    'NAVI_OPERATION is not set',
    'GITHUB_REPOSITORY: is not owner/name',
    'GITHUB_RUN_ID is not set',
    'GITHUB_TOKEN is not set',
  ])
    expect(ended.log).toContain(said);
  expect(ended.log.split('\n').every((line) => line.startsWith('::error title=navi ci claim::'))).toBe(true);
});

test('an operation id that could lead a ref elsewhere is refused', async () => {
  for (const operation of ['../heads/main', 'a b', 'x'.repeat(101), '-d'])
    expect((await ci({ argv: ['claim'], env: { ...APPROVED, NAVI_OPERATION: operation } })).log).toContain(
      'NAVI_OPERATION: is not the id of an operation',
    );
});

test('a failure stands in the step summary too', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'navi-summary-')), 'summary.md');

  await ci({ argv: ['upload'], env: { GITHUB_STEP_SUMMARY: file } });

  expect(await readFile(file, 'utf8')).toContain('### navi ci upload\n\n- ❌ NAVI_VERSION is not set');
});
