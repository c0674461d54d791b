import { defineConfig } from 'vitest/config';
import { LONG } from './test/long/suites.ts';
import SlowFirst from './test/report/slow-first.ts';

const REPORT = process.env['NAVI_TEST_REPORT'] ?? 'test-results/long.json';

/** `npm run test:long` (test/long/main.ts) runs this, with the suites and the slice that it has picked. */
export default defineConfig({
  test: {
    include: LONG,
    globalSetup: ['./test/memory-folder.ts', './test/long/bundled-navi.ts'],
    sequence: { sequencer: SlowFirst },
    reporters: [
      'default',
      ['json', { outputFile: REPORT }],
      ['./test/report/reporter.ts', { report: REPORT }],
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Some of them mostly compute, others mostly wait for leases to end.
    maxWorkers: 2,
  },
});
