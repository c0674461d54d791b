import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { loadCommands } from '../../src/app/load-commands.ts';
import type { Command } from '../../src/dispatch/command.ts';
import { sliceAsked, sliceOf } from '../long/slice.ts';
import { openBench } from './bench.ts';
import { actions } from './commands.ts';
import { comeToRest } from './rest.ts';
import { SEEDS, WALKS_EACH } from './seeds.ts';
import { createWorkflow } from './world-actions.ts';

const given = process.env['NAVI_MODEL_SEED'];
const seeds = given === undefined ? sliceOf(SEEDS, sliceAsked()) : [Number(given)];
const numRuns = Number(process.env['NAVI_MODEL_RUNS'] ?? WALKS_EACH);

let commands: Command[];
beforeAll(async () => {
  commands = await loadCommands();
});

it.each(seeds)(
  'keeps its promises through any sequence of requests, clicks, ticks, crashes and faults (seed %i)',
  async (seed) => {
    await fc.assert(
      fc.asyncProperty(actions(30), async (sequence) => {
        const bench = await openBench(commands);
        const real = { bench, endRuns: createWorkflow(bench.world) };
        try {
          await fc.asyncModelRun(() => ({ model: {}, real }), sequence);
          await comeToRest(real);
          expect(bench.recorder.violations.join('\n')).toBe('');
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
