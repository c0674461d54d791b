import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Command } from '../../src/dispatch/command.ts';
import { loadCommands } from '../../src/wire.ts';
import { EVERYTHING } from '../builders/everything.ts';
import { sliceAsked } from '../long/slice.ts';
import { openBench } from './model/bench.ts';
import { deeds } from './model/commands.ts';
import { comeToRest } from './model/rest.ts';
import { createWorkflow } from './model/world-deeds.ts';

/**
 * A few sequences by default, with NAVI_TEST_EVERYTHING many; the same in every run, so that a failure can be repeated.
 * A slice has its share of them, under a seed of its own. NAVI_MODEL_SEED and NAVI_MODEL_RUNS search elsewhere.
 */
const slice = sliceAsked();
const numRuns = Number(process.env['NAVI_MODEL_RUNS'] ?? (EVERYTHING ? Math.ceil(200 / slice.of) : 12));
const seed = Number(process.env['NAVI_MODEL_SEED'] ?? 20261123 + slice.index - 1);

let commands: Command[];
beforeAll(async () => {
  commands = await loadCommands();
});

it(
  'keeps its promises through any sequence of requests, clicks, ticks, crashes and faults',
  async () => {
    await fc.assert(
      fc.asyncProperty(deeds(30), async (sequence) => {
        const bench = await openBench(commands);
        const real = { bench, endRuns: createWorkflow(bench.world) };
        try {
          await fc.asyncModelRun(() => ({ model: {}, real }), sequence);
          await comeToRest(real);
          expect(bench.witness.violations.join('\n')).toBe('');
        } finally {
          await bench.close();
        }
      }),
      {
        numRuns,
        seed,
        endOnFailure: process.env['NAVI_MODEL_SHRINK'] === undefined,
      },
    );
  },
  numRuns * 30_000,
);
