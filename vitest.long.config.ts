import { defineConfig } from 'vitest/config';
import { LONG } from './vitest.config.ts';

export default defineConfig({
  test: {
    include: LONG,
    reporters: ['default', ['json', { outputFile: 'test-results/long.json' }], './test/skipped-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Some of them mostly compute, others mostly wait for leases to end.
    maxWorkers: 2,
  },
});
