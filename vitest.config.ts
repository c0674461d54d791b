import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LONG } from './test/long/suites.ts';
import SlowFirst from './test/report/slow-first.ts';

const REPORT = process.env['NAVI_TEST_REPORT'] ?? 'test-results/report.json';

const FIRST =
  'On two cores they take about seven minutes, ten with Chromium and PostgreSQL; npm run test:quick takes less than one.';
const LEFT_OUT = 'the long suites (crashes, pauses, faults, random walks): npm run test:long';

/**
 * Files that leave nothing behind in their process share one for each worker, so that Navi's modules are loaded once and not
 * for each file. Every other file has a process of its own.
 */
const SHARING = [
  'test/{app,config,dispatch,docs,domain,engine,features,outbox}/**/*.test.ts',
  'test/adapters/{cli,slack,web}/**/*.test.ts',
  'test/simulator/{github,gcs,npm,slack}/**/*.test.ts',
];

/** Everything but the long suites: those have a run of their own, `npm run test:long`. */
export default defineConfig({
  test: {
    globalSetup: './test/memory-folder.ts',
    sequence: { sequencer: SlowFirst },
    reporters: [
      'default',
      ['json', { outputFile: REPORT }],
      ['./test/report/reporter.ts', { report: REPORT, first: FIRST, leftOut: LEFT_OUT }],
    ],
    // Most of them wait more than they compute: for simulated services, for PostgreSQL, for processes.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...LONG, ...SHARING],
          globalSetup: './test/bundled-navi.ts',
        },
      },
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
    ],
  },
});
