import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Load } from '../edge/load.ts';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { CUSTOMERS } from './customers.ts';
import { type Knob, turned, untouched, VisitorsOrder } from './knob.ts';
import { minuteOf } from './minutes.ts';
import { createVisits } from './slice.ts';
import { clearTraffic, createTraffic, type TrafficSource } from './traffic.ts';
import { checkUptime } from './uptime.ts';
import { viewOf } from './view.ts';

export interface VisitorsOptions {
  /** How browsers get the script. */
  load: Load;
  /** Visits a minute from the start; without it none come, and no uptime check runs, until the knob is turned. */
  perMinute?: number;
  /** The same seed, the same visits. */
  seed?: string;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedVisitors extends TrafficSource {
  /** The control door. */
  url: string;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** How often what is due happens without being asked for. */
const TICK_MS = 10_000;
/** What lies further back in a leap is counted in coarser steps, which divide an hour. */
const COARSE_MS = 6 * 60 * MINUTE_MS;
const COARSE_STEP_MS = 10 * MINUTE_MS;
/** A longer time in one leap begins so late. */
const LONGEST_LEAP_MS = 45 * 24 * 60 * MINUTE_MS;

/**
 * Simulated browsers on customers' sites. They load the script through the simulated edge, hold it as long as it says,
 * and report loads and errors; 31 customers, days and nights. Counts only: no browser is an object. `POST
 * /_control/visitors` turns the knob (`knob.ts`). Visits happen every ten seconds and whenever a source is asked, so
 * that a clock that leaps leaves no hole.
 */
export async function startVisitors(options: VisitorsOptions): Promise<SimulatedVisitors> {
  const { load, perMinute, seed = 'navi', clock = createWorldClock() } = options;
  const { now } = clock;
  const traffic = createTraffic();
  const visits = createVisits({ traffic, load, seed });
  const beginning = () => (perMinute === undefined ? undefined : untouched(perMinute));
  let knob: Knob | undefined = beginning();
  let counted = now();
  let checked = 0;
  let queue: Promise<void> = Promise.resolve();

  async function checkUntil(to: number, turnedSo: Knob): Promise<void> {
    for (let minute = minuteOf(counted); minute * MINUTE_MS < to; minute += 1) {
      if (minute > checked)
        await checkUptime({ traffic, load, seed }, Math.max(counted, minute * MINUTE_MS), turnedSo);
      checked = Math.max(checked, minute);
    }
  }

  async function advance(): Promise<void> {
    const until = now();
    if (knob === undefined) counted = until;
    counted = Math.max(counted, until - LONGEST_LEAP_MS);
    while (knob !== undefined && counted < until) {
      const step = until - counted > COARSE_MS ? COARSE_STEP_MS : MINUTE_MS;
      const to = Math.min(until, (Math.floor(counted / step) + 1) * step);
      await checkUntil(to, knob);
      await visits.happen({ from: counted, to }, knob);
      counted = to;
      // A long leap does not keep the other services from answering.
      if (until - to > COARSE_MS) await setImmediate();
    }
  }
  const inTurn = (work: () => Promise<void> | void): Promise<void> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const caughtUp = () => inTurn(advance);

  const kernel = createKernel({
    name: 'visitors',
    clock,
    pace: {},
    state: async () => {
      await caughtUp();
      return viewOf({ traffic, knob, now: now() });
    },
    reset: () =>
      inTurn(() => {
        knob = beginning();
        counted = now();
        checked = 0;
        visits.clear();
        clearTraffic(traffic);
      }),
  });
  addCalls(kernel, (order) =>
    inTurn(async () => {
      await advance();
      knob = turned(knob ?? untouched(), order);
    }),
  );
  const listening = await kernel.listen(options.port);
  const timer = clock.every(TICK_MS, () => void caughtUp().catch(() => undefined));
  return {
    url: listening.url,
    traffic,
    caughtUp,
    close: async () => {
      timer.cancel();
      await queue;
      await listening.close();
    },
  };
}

function addCalls(kernel: Kernel, turn: (order: VisitorsOrder) => Promise<void>): void {
  kernel.app.post('/_control/visitors', async (c) => {
    const asked = VisitorsOrder.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    await turn(asked.data);
    return c.json({ ok: true });
  });
  kernel.app.get('/_control/customers', (c) => c.json({ ok: true, customers: CUSTOMERS }));
}
