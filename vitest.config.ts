import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: [
      'default',
      ['json', { outputFile: 'test-results/report.json' }],
      './test/skipped-reporter.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
