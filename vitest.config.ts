import { defineConfig } from 'vitest/config';

/**
 * Crashes, faults and random walks. `npm test` runs a part of them that stands for the rest; with
 * NAVI_TEST_EVERYTHING=1 they have a run of their own, `npm run test:long`, and take about three quarters of an hour.
 */
export const LONG = ['test/once/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/flow/model.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: process.env['NAVI_TEST_EVERYTHING'] === '1' ? LONG : [],
    reporters: [
      'default',
      ['json', { outputFile: 'test-results/report.json' }],
      './test/skipped-reporter.ts',
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
