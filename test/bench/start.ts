import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, median } from './figures.ts';
import { fillStore } from './filled-store.ts';
import type { Measure } from './measure.ts';
import type { Program } from './program.ts';
import { openStage } from './stage.ts';

/** Operations in the store at the start. */
const EXISTING = 1_000;
/** Nothing is asked of it for so long before its memory is read: Navi looks once more at what is live 10 s after a start. */
const REST_MS = 15_000;
/** Issue "Rollback in seconds", Numbers. */
const LIMITS = { ready: { atMost: 1.5 }, memory: { atMost: 1.6 } };

interface Started {
  ready: number;
  memory: number;
}

export const start: Measure = {
  name: 'start',
  summary: 'ready after start with existing data, and memory at rest, beside a bare Bolt app',
  run: async ({ quick, say }) => {
    const stage = await openStage();
    try {
      say(`a store with ${EXISTING} operations`);
      await fillStore(stage.variables, { finished: EXISTING, open: 0 });
      await oneStart(stage.navi, 2_000);
      const times = quick ? 2 : 5;
      const seen: { navi: Started; bare: Started }[] = [];
      for (let time = 0; time < times; time += 1) {
        say(`start ${time + 1} of ${times}`);
        const rest = quick ? 1_000 : REST_MS;
        seen.push({ bare: await oneStart(stage.bare, rest), navi: await oneStart(stage.navi, rest) });
      }
      return figuresOf(seen);
    } finally {
      await stage.close();
    }
  },
};

async function oneStart(program: Program, restMs: number): Promise<Started> {
  const ready = await program.start();
  await pause(restMs);
  const memory = program.memory();
  await program.stop();
  return { ready, memory };
}

function figuresOf(seen: readonly { navi: Started; bare: Started }[]): Figure[] {
  const of = (app: 'navi' | 'bare', what: keyof Started) => median(seen.map((one) => one[app][what]));
  return [
    {
      what: `ready after start, median of ${seen.length}`,
      navi: of('navi', 'ready'),
      peer: { name: 'bare Bolt', value: of('bare', 'ready') },
      unit: 'ms',
      limit: LIMITS.ready,
    },
    {
      what: `resident memory at rest, median of ${seen.length}`,
      navi: of('navi', 'memory'),
      peer: { name: 'bare Bolt', value: of('bare', 'memory') },
      unit: 'MB',
      limit: LIMITS.memory,
    },
  ];
}
