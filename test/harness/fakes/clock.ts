import { elapsed } from '../../../src/adapters/process/clock.ts';
import type { Clock, ClockJump } from '../../../src/ports/clock.ts';

/** A clock the test winds by hand. In `auto` mode every wait passes at once and moves the time by its length. */
export interface FakeClock extends Clock {
  /** Moves the time by `ms`, firing waits in order and letting what they wake go on in between. */
  advance(ms: number): Promise<void>;
  /** Sets the clock by so much, without any time passing. */
  jump(by: number): void;
  setMode(mode: 'manual' | 'auto'): void;
  /** How many waits are pending now. */
  waiting(): number;
  /** Resolves when at least `count` waits are pending. */
  untilWaiting(count?: number): Promise<void>;
}

interface Timer {
  at: number;
  fire: () => void;
}

/** Lets everything that is ready run, several rounds of it, without moving any time. */
async function settle(rounds = 5): Promise<void> {
  for (let i = 0; i < rounds; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(
  start = '2026-11-23T09:00:00.000Z',
  mode: 'manual' | 'auto' = 'manual',
): FakeClock {
  let now = Date.parse(start);
  let auto = mode === 'auto';
  let shift = 0;
  const jumps: ClockJump[] = [];
  const wall = () => now + shift;
  const timers: Timer[] = [];

  function schedule(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = { at: now + ms, fire: resolve };
      timers.push(timer);
      signal?.addEventListener('abort', () => {
        remove(timers, timer);
        resolve();
      });
    });
  }

  return {
    now: () => new Date(wall()),
    since: (at) => elapsed(Date.parse(at), wall(), jumps),
    jumps: () => jumps,
    jump: (by) => {
      jumps.push({ from: new Date(wall()), to: new Date(wall() + by) });
      shift += by;
    },
    wait: async (ms, signal) => {
      if (signal?.aborted) return;
      if (!auto) return schedule(ms, signal);
      now += ms;
      await settle(1);
    },
    advance: async (ms) => {
      const target = now + ms;
      for (;;) {
        await settle();
        const next = timers.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > target) break;
        now = Math.max(now, next.at);
        remove(timers, next);
        next.fire();
      }
      now = target;
    },
    setMode: (wanted) => {
      auto = wanted === 'auto';
    },
    waiting: () => timers.length,
    untilWaiting: async (count = 1) => {
      for (let round = 0; timers.length < count; round += 1) {
        if (round > 10_000) throw new Error(`only ${timers.length} of ${count} waits came`);
        await settle(1);
      }
    },
  };
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}
