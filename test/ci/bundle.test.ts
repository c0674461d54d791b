import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runnerPath } from '../../simulator/seed/runner-path.ts';
import { ci, downloadedArtifact } from './ci.ts';

/** A machine with `esbuild`, as the company's own runners are. */
async function bundleIn(cwd: string) {
  const folder = await mkdtemp(join(tmpdir(), 'navi-bundle-'));
  const output = join(folder, 'output');
  await writeFile(output, '');
  const PATH = [...runnerPath(folder), process.env['PATH']].join(':');
  const ended = await ci({ argv: ['bundle'], cwd, env: { PATH, GITHUB_OUTPUT: output } });
  return { ended, output: await readFile(output, 'utf8'), file: join(cwd, 'release/navi-ci.mjs') };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('navi ci in one file runs where no Navi is, and its digest is the step’s output', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'navi-checkout-'));
  const { ended, output, file } = await bundleIn(cwd);

  expect(ended).toMatchObject({ code: 0, log: expect.stringContaining('release/navi-ci.mjs: ') });
  const bytes = await readFile(file);
  expect(output).toBe(`sha256=${sha256(bytes)}\n`);
  const elsewhere = { cwd: tmpdir(), env: { PATH: '/nowhere' }, encoding: 'utf8' as const };
  const usage = spawnSync(process.execPath, [file], elsewhere);
  expect(usage.stderr).toContain('navi ci claim|bundle|');
  expect(usage.status).toBe(2);
  const unset = spawnSync(process.execPath, [file, 'publish'], elsewhere);
  expect(unset.stdout).toContain('::error title=navi ci publish::NAVI_VERSION is not set');
  expect(unset.status).toBe(2);
});

test('the same Navi gives the same bytes, and the workflow’s check takes no others', async () => {
  const one = await bundleIn(await mkdtemp(join(tmpdir(), 'navi-one-')));
  const other = await bundleIn(await downloadedArtifact());

  expect(one.ended.code).toBe(0);
  expect(other.output).toBe(one.output);
  expect((await readFile(one.file, 'utf8')).includes(import.meta.dirname.replace(/\/test\/.*/, ''))).toBe(
    false,
  );
});

test('without esbuild it says what is missing, and nothing is left to run', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'navi-checkout-'));

  const ended = await ci({ argv: ['bundle'], cwd, env: { PATH: '/nowhere' } });

  expect(ended.code).toBe(1);
  expect(ended.log).toContain('esbuild');
  expect(() => execFileSync('cat', [join(cwd, 'release/navi-ci.mjs')], { stdio: 'pipe' })).toThrow();
});
