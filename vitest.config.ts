import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LONG } from './test/long/suites.ts';
import SlowFirst from './test/report/slow-first.ts';

const REPORT = process.env['NAVI_TEST_REPORT'] ?? 'test-results/report.json';

const FIRST = 'On two cores they take about eleven minutes; npm run test:quick takes less than one.';
const LEFT_OUT = 'the long suites (crashes, pauses, faults, random walks): npm run test:long';

/** Everything but the long suites: those have a run of their own, `npm run test:long`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/memory-folder.ts',
    sequence: { sequencer: SlowFirst },
    exclude: LONG,
    reporters: [
      'default',
      ['json', { outputFile: REPORT }],
      ['./test/report/reporter.ts', { report: REPORT, first: FIRST, leftOut: LEFT_OUT }],
    ],
    // Most of them wait more than they compute: for simulated services, for PostgreSQL, for processes.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
