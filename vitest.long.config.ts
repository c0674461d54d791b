import { defineConfig } from 'vitest/config';
import { LONG } from './vitest.config.ts';

export default defineConfig({
  test: {
    include: LONG,
    reporters: ['default', './test/skipped-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
