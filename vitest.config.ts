import { defineConfig } from 'vitest/config';

/** Minutes of crashes, faults and random walks: `npm run test:long` runs them. */
export const LONG = ['test/once/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/flow/model.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: LONG,
    reporters: [
      'default',
      ['json', { outputFile: 'test-results/report.json' }],
      './test/skipped-reporter.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
