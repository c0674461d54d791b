import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ci } from './ci.ts';

async function checkout(budgets: unknown): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'navi-budgets-'));
  const file = {
    packages: [{ dir: '.', ships: 'npm' }],
    loader: 'loader.js',
    versionMap: 'map.ts',
    budgets: 'budgets.json',
  };
  await writeFile(join(cwd, 'navi.release.json'), JSON.stringify(file));
  await writeFile(join(cwd, 'budgets.json'), JSON.stringify(budgets));
  await writeFile(join(cwd, 'loader.js'), 'x'.repeat(1000));
  return cwd;
}

test('a file within its budget passes, with its figures', async () => {
  const cwd = await checkout({ 'loader.js': { bytes: 1000, gzipBytes: 100 } });

  const ended = await ci({ argv: ['budgets'], env: {}, cwd });

  expect(ended.code).toBe(0);
  expect(ended.log).toMatch(/^loader\.js: 1000 of 1000 bytes, \d+ of 100 compressed$/);
});

test('a file that is too heavy, in either way, or was not built, fails', async () => {
  const cwd = await checkout({
    'loader.js': { bytes: 999, gzipBytes: 5 },
    'gone.js': { bytes: 1, gzipBytes: 1 },
  });

  const ended = await ci({ argv: ['budgets'], env: {}, cwd });

  expect(ended.code).toBe(1);
  expect(ended.log).toContain('loader.js is 1 bytes over its budget of 999.');
  expect(ended.log).toMatch(/loader\.js is, compressed, \d+ bytes over its budget of 5\./);
  expect(ended.log).toContain('gone.js has a budget but was not built.');
});

test('a budget file that is no budget file fails by name', async () => {
  const cwd = await checkout({ 'loader.js': 4000 });

  expect(await ci({ argv: ['budgets'], env: {}, cwd })).toMatchObject({
    code: 1,
    log: expect.stringContaining('budgets.json'),
  });
});
