// node test/ci/main.ts REPORT...
// Prints what CI reads at the end of a run: the slowest files, each failed test, and the closing line as the last line.
// Fails when anything failed or was skipped: with everything installed nothing may be.
import { join } from 'node:path';
import { readReport } from './report.ts';
import { summarise } from './summary.ts';

const { lines, passed } = summarise(
  process.argv.slice(2).map(readReport),
  join(import.meta.dirname, '../..'),
);
process.stdout.write(`${lines.join('\n')}\n`);
if (!passed) process.exitCode = 1;
