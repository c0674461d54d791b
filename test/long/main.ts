// npm run test:long [-- --slice 2/4 | --slice-of-tree 4] [--changed-since COMMIT]
// Runs the long suites: whole, or one slice of them and, whole, every suite whose sources changed since a commit.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changedTests } from './changed.ts';
import { parseSlice, type Slice, sliceOfTree, WHOLE } from './slice.ts';
import { longSuites, ownSources, select } from './suites.ts';

const ROOT = join(import.meta.dirname, '../..');

const { values: asked } = parseArgs({
  options: {
    slice: { type: 'string' },
    'slice-of-tree': { type: 'string' },
    'changed-since': { type: 'string' },
  },
});

const slice = sliceAskedFor();
const name = `${slice.index}/${slice.of}`;
const since = asked['changed-since'] ?? '';
const changed = since === '' ? new Set() : changedTests(ROOT, since);
const suites = longSuites(ROOT);
const sources = ownSources(ROOT, suites);
const { whole, sliced, later } = select(suites, slice, (suite) =>
  (sources.get(suite) ?? []).some((file) => changed.has(file)),
);
const repeat = `npm run test:long -- --slice ${name}`;
if (slice.of > 1)
  process.stdout.write(
    `Slice ${name} of the long suites (repeat it: ${repeat}); whole, because their sources changed: ${whole.join(', ') || 'none'}; changed too, and left to their own slices and to npm run test:long: ${later.join(', ') || 'none'}\n`,
  );
const code = run([...whole, ...sliced], slice);
if (code !== 0 && slice.of > 1)
  process.stdout.write(`Slice ${name} failed. ${lastPass()} Repeat it: ${repeat}\n`);
process.exitCode = code;

function sliceAskedFor(): Slice {
  if (asked.slice !== undefined) return parseSlice(asked.slice);
  if (asked['slice-of-tree'] === undefined) return WHOLE;
  return sliceOfTree(git('rev-parse', 'HEAD^{tree}'), Number(asked['slice-of-tree']));
}

/** 0: passed, 1: failed and its report says what, 2: ended without a report. */
function run(files: readonly string[], part: Slice): number {
  const report = 'test-results/long.json';
  rmSync(join(ROOT, report), { force: true });
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['run', '--config', 'vitest.long.config.ts', ...files];
  const env = {
    ...process.env,
    NAVI_TEST_SLICE: `${part.index}/${part.of}`,
    NAVI_TEST_REPORT: report,
  };
  const { status } = spawnSync(process.execPath, [vitest, ...options], { cwd: ROOT, env, stdio: 'inherit' });
  if (status === 0) return 0;
  return existsSync(join(ROOT, report)) ? 1 : 2;
}

/** `.ci/passed` has a line for each slice that passed: commit, slice (or `all`), newest last. */
function lastPass(): string {
  const lines = readFileSync(join(ROOT, '.ci/passed'), 'utf8').trim().split('\n');
  const known = lines.findLast((line) => line.endsWith(` ${name}`) || line.endsWith(' all'));
  return known === undefined
    ? 'No commit is known on which it passed.'
    : `It last passed on ${known.split(' ')[0]}.`;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
