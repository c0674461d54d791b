import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LONG } from './test/long/suites.ts';

const REPORT = process.env['NAVI_TEST_REPORT'] ?? 'test-results/report.json';

/**
 * Everything. Of the long suites `npm test` runs a part that stands for the rest; with NAVI_TEST_EVERYTHING=1 they have
 * a run of their own, `npm run test:long`.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/memory-folder.ts',
    exclude: process.env['NAVI_TEST_EVERYTHING'] === '1' ? LONG : [],
    reporters: ['default', ['json', { outputFile: REPORT }], ['./test/ci/reporter.ts', { report: REPORT }]],
    // Most of them wait more than they compute: for simulated services, for PostgreSQL, for processes.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
