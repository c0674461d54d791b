import { z } from 'zod';
import type { Clock, ClockJump } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { createSystemClock, elapsed } from './clock.ts';

const FIRST_ANSWER_MS = 5_000;
/** The world holds the question for 20 s. */
const ANSWER_MS = 30_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Timers of more than 24 days fire at once. */
const LONGEST_TIMER_MS = 3_600_000;

const Instant = z.iso.datetime().transform((text) => new Date(text));
/** The answer of `GET /_control/clock`. */
const Reading = z.object({
  aheadMs: z.number(),
  count: z.number(),
  moves: z.array(z.object({ from: Instant, to: Instant })),
});
type Reading = z.infer<typeof Reading>;

export interface WorldClock extends Clock {
  close(): void;
}

interface Following {
  url: string;
  telemetry: Telemetry;
  system?: Clock;
}

/**
 * The clock of the simulated world. It is this machine's clock, ahead by what the world says; the world holds a
 * question until it was moved. Without an answer the last one counts. Throws when there is no first answer.
 */
export async function followWorldClock({
  url,
  telemetry,
  system = createSystemClock(),
}: Following): Promise<WorldClock> {
  const ending = new AbortController();
  const state = { reading: await firstReading(url), jumps: [] as ClockJump[] };
  const listeners = new Set<() => void>();
  const now = () => new Date(system.now().getTime() + state.reading.aheadMs);

  function take(reading: Reading): void {
    const from = now();
    const isMoved = reading.count !== state.reading.count || reading.aheadMs !== state.reading.aheadMs;
    // A world that began anew under a running Navi: like a machine's clock that was set back.
    const isBack = reading.aheadMs < state.reading.aheadMs;
    state.reading = reading;
    if (isBack) state.jumps.push({ from, to: now() });
    if (isMoved) for (const told of [...listeners]) told();
  }

  async function follow(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!ending.signal.aborted) {
      const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(ANSWER_MS)]);
      const reading = await read(`${url}?after=${state.reading.count}`, signal).catch(() => undefined);
      if (ending.signal.aborted) return;
      if (reading === undefined) {
        if (pause === FIRST_PAUSE_MS) telemetry.warn('the clock of the simulated world does not answer', {});
        await system.wait(pause, ending.signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      } else {
        pause = FIRST_PAUSE_MS;
        take(reading);
      }
    }
  }

  const jumps = () => [...system.jumps(), ...state.jumps];
  const onMove = (told: () => void) => {
    listeners.add(told);
    return () => void listeners.delete(told);
  };
  void follow();
  return {
    now,
    machine: system.machine,
    since: (at) => elapsed(Date.parse(at), now().getTime(), [...state.reading.moves, ...jumps()]),
    jumps,
    wait: system.wait,
    until: async (at, signal) => {
      for (let ms = 1; ms > 0 && signal?.aborted !== true; ) {
        ms = at.getTime() - now().getTime();
        if (ms > 0)
          await untilMove(onMove, (moved) => system.wait(Math.min(ms, LONGEST_TIMER_MS), moved), signal);
      }
    },
    onMove,
    close: () => ending.abort(),
  };
}

/** Ends the wait at the next move, or when the signal aborts. */
async function untilMove(
  onMove: Clock['onMove'],
  wait: (ended: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const moved = new AbortController();
  const forget = onMove(() => moved.abort());
  await wait(signal === undefined ? moved.signal : AbortSignal.any([moved.signal, signal]));
  forget();
}

async function firstReading(url: string): Promise<Reading> {
  try {
    return await read(url, AbortSignal.timeout(FIRST_ANSWER_MS));
  } catch (error) {
    throw new Error(`the clock of the simulated world does not answer at ${url}`, { cause: error });
  }
}

async function read(url: string, signal: AbortSignal): Promise<Reading> {
  const answer = await fetch(url, { signal });
  return Reading.parse(await answer.json());
}
