import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Command } from '../../src/dispatch/command.ts';
import { loadCommands } from '../../src/wire.ts';
import { openBench } from './model/bench.ts';
import { deeds } from './model/commands.ts';
import { comeToRest } from './model/rest.ts';
import { createWorkflow } from './model/world-deeds.ts';

/**
 * By default a few sequences that are the same in every run; with NAVI_TEST_EVERYTHING many, new each time.
 * NAVI_MODEL_SEED and NAVI_MODEL_RUNS repeat or widen a search by hand.
 */
const everything = process.env['NAVI_TEST_EVERYTHING'] !== undefined;
const numRuns = Number(process.env['NAVI_MODEL_RUNS'] ?? (everything ? 200 : 12));
const seed = process.env['NAVI_MODEL_SEED'] ?? (everything ? undefined : '20261123');

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
        ...(seed === undefined ? {} : { seed: Number(seed) }),
        endOnFailure: process.env['NAVI_MODEL_SHRINK'] === undefined,
      },
    );
  },
  numRuns * 10_000,
);
