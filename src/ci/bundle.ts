import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE_FILE, RELEASE_DIR } from './build-report.ts';
import { capture } from './program.ts';
import type { Task } from './task.ts';

/** Paths in the bundle are relative to it, so that its bytes do not depend on the machine. */
const NAVI = fileURLToPath(new URL('../..', import.meta.url));

/** Packages that were written for `require` ask for it. */
const REQUIRE =
  'import { createRequire as naviRequire } from "node:module"; const require = naviRequire(import.meta.url);';

/**
 * Makes `release/navi-ci.mjs`, this `navi ci` in one file, and outputs its SHA-256 as the step's `sha256`. A job on a
 * hosted machine, which has no Navi, checks the file against it before running it. The digest is only as trustworthy
 * as what ran before it on the machine: make the bundle before anything of the repository runs.
 */
export async function bundle({ env, cwd, say, summarise }: Task): Promise<void> {
  await mkdir(join(cwd, RELEASE_DIR), { recursive: true });
  const file = join(cwd, RELEASE_DIR, BUNDLE_FILE);
  const how = ['--bundle', '--platform=node', '--format=esm', '--target=node22', '--log-level=error'];
  const args = ['src/bin/navi-ci.js', ...how, `--banner:js=${REQUIRE}`, `--outfile=${file}`];
  await capture({ program: 'esbuild', args, cwd: NAVI, env });
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const output = env['GITHUB_OUTPUT'];
  if (output !== undefined && output !== '') await appendFile(output, `sha256=${sha256}\n`);
  say(`${RELEASE_DIR}/${BUNDLE_FILE}: ${bytes.length} bytes, sha256 ${sha256}`);
  summarise(`\`${BUNDLE_FILE}\`: sha256 \`${sha256}\``);
}
