import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, median } from './figures.ts';
import { fillStore } from './filled-store.ts';
import { LIMITS } from './limits.ts';
import type { Measure } from './measure.ts';
import type { Program } from './program.ts';
import { openStage } from './stage.ts';

/** Operations in the store at the start. */
const EXISTING = 1_000;
/** Nothing is asked of it for so long before its memory is read: Navi looks once more at what is live 10 s after a start. */
const REST_MS = 15_000;
/** A start varies by a quarter on a shared machine, memory hardly at all: every fifth start is let rest. */
const TIMES = 15;
const RESTED_EVERY = 5;
const PAUSE_MS = 1_000;

interface Started {
  ready: number;
  /** Undefined where it was not let rest. */
  memory: number | undefined;
}

export const start: Measure = {
  name: 'start',
  summary: 'ready after start with existing data, and memory at rest, beside a bare Bolt app',
  run: async ({ quick, say }) => {
    const stage = await openStage();
    try {
      say(`a store with ${EXISTING} operations`);
      await fillStore(stage.variables, { finished: EXISTING, open: 0 });
      await oneStart(stage.navi, undefined);
      const times = quick ? 2 : TIMES;
      const seen: { navi: Started; bare: Started }[] = [];
      for (let time = 0; time < times; time += 1) {
        say(`start ${time + 1} of ${times}`);
        const rest = time % RESTED_EVERY > 0 ? undefined : quick ? PAUSE_MS : REST_MS;
        seen.push({ bare: await oneStart(stage.bare, rest), navi: await oneStart(stage.navi, rest) });
      }
      return figuresOf(seen);
    } finally {
      await stage.close();
    }
  },
};

async function oneStart(program: Program, restMs: number | undefined): Promise<Started> {
  const ready = await program.start();
  await pause(restMs ?? PAUSE_MS);
  const memory = restMs === undefined ? undefined : program.memory();
  await program.stop();
  return { ready, memory };
}

function figuresOf(seen: readonly { navi: Started; bare: Started }[]): Figure[] {
  const all = (app: 'navi' | 'bare', what: keyof Started) => seen.flatMap((one) => one[app][what] ?? []);
  const of = (app: 'navi' | 'bare', what: keyof Started) => median(all(app, what));
  return [
    {
      what: `ready after start, median of ${seen.length}`,
      navi: of('navi', 'ready'),
      peer: { name: 'bare Bolt', value: of('bare', 'ready') },
      unit: 'ms',
      limit: LIMITS.ready.limit,
    },
    {
      what: `resident memory at rest, median of ${all('navi', 'memory').length}`,
      navi: of('navi', 'memory'),
      peer: { name: 'bare Bolt', value: of('bare', 'memory') },
      unit: 'MB',
      limit: LIMITS.atRest.limit,
    },
  ];
}
