// node test/report/main.ts REPORT...
// Ends a run of CI: runs a few failed files once more, alone, and prints the slowest files, what was unsteady, each failed
// test, and the closing line as the last line. Fails when anything failed or was skipped: with everything installed
// nothing may be.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Report, readReport } from './report.ts';
import { filesToRunAgain, type Settled, settle } from './second-run.ts';
import { summarise } from './summary.ts';

const ROOT = join(import.meta.dirname, '../..');
process.chdir(ROOT);
const AGAIN = 'test-results/again.json';
const AGAIN_UNHANDLED = 'test-results/again-unhandled.json';

const { lines, passed } = summarise(settled(process.argv.slice(2).map(readReport)), ROOT);
process.stdout.write(`${lines.join('\n')}\n`);
if (!passed) process.exitCode = 1;

function settled(reports: Report[]): Settled {
  const files = filesToRunAgain(reports, ROOT);
  if (files.length === 0) return { reports, unsteady: [] };
  process.stdout.write(`Run once more, alone: ${files.join(', ')}\n`);
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', ...files], {
    stdio: 'inherit',
    env: { ...process.env, NAVI_TEST_REPORT: AGAIN },
  });
  if (!existsSync(AGAIN)) return { reports, unsteady: [] };
  const unhandled = existsSync(AGAIN_UNHANDLED) ? [readReport(AGAIN_UNHANDLED)] : [];
  return settle([...reports, ...unhandled], readReport(AGAIN), ROOT);
}
