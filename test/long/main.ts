// npm run test:long [-- --slice 2/4 | --slice-of-tree 4] [--changed-since COMMIT]
// Runs the long suites: whole, or one slice of them and, whole, every suite whose sources changed since a commit.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changedTests } from './changed.ts';
import { failureLine, sliceLine } from './said.ts';
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
const since = asked['changed-since'] ?? '';
const changed = since === '' ? new Set() : changedTests(ROOT, since);
const suites = longSuites(ROOT);
const sources = ownSources(ROOT, suites);
const selection = select(suites, slice, (suite) =>
  (sources.get(suite) ?? []).some((file) => changed.has(file)),
);
if (slice.of > 1) process.stdout.write(`${sliceLine(slice, selection)}\n`);
const code = run([...selection.whole, ...selection.sliced], slice);
if (code !== 0 && slice.of > 1)
  process.stdout.write(`${failureLine(slice, readFileSync(join(ROOT, '.ci/passed'), 'utf8'))}\n`);
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

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
