import { elapsed } from '../../../src/adapters/process/clock.ts';
import type { Clock, ClockJump } from '../../../src/ports/clock.ts';

/** A clock the test winds by hand. In `auto` mode every wait passes at once and moves the time by its length. */
export interface FakeClock extends Clock {
  /** Moves the time by `ms`, firing waits in order and letting what they wake go on in between. */
  advance(ms: number): Promise<void>;
  /** Sets the clock by so much, without any time passing. */
  jump(by: number): void;
  /** Moves the simulated world's time, without any time passing; waits for a time of the world that has come end. */
  move(by: number): Promise<void>;
  setMode(mode: 'manual' | 'auto'): void;
  /** How many waits are pending now. */
  waiting(): number;
  /** Resolves when at least `count` waits are pending. */
  untilWaiting(count?: number): Promise<void>;
}

interface Timer {
  at: number;
  fire: () => void;
  /** It waits for a time of the world. */
  isWorld: boolean;
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
  let ahead = 0;
  const jumps: ClockJump[] = [];
  const moves: ClockJump[] = [];
  const listeners = new Set<() => void>();
  const machine = () => now + shift;
  const wall = () => machine() + ahead;
  const timers: Timer[] = [];

  function schedule(ms: number, signal?: AbortSignal, isWorld = false): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = { at: now + ms, fire: resolve, isWorld };
      timers.push(timer);
      signal?.addEventListener('abort', () => {
        remove(timers, timer);
        resolve();
      });
    });
  }

  return {
    now: () => new Date(wall()),
    machine: () => new Date(machine()),
    since: (at) => elapsed(Date.parse(at), wall(), [...jumps, ...moves]),
    jumps: () => jumps,
    move: async (by) => {
      moves.push({ from: new Date(wall()), to: new Date(wall() + by) });
      ahead += by;
      for (const timer of timers) if (timer.isWorld) timer.at = Math.max(now, timer.at - by);
      for (const timer of timers.filter(({ at, isWorld }) => isWorld && at <= now)) {
        remove(timers, timer);
        timer.fire();
      }
      for (const told of listeners) told();
      await settle();
    },
    onMove: (told) => {
      listeners.add(told);
      return () => void listeners.delete(told);
    },
    until: async (at, signal) => {
      const ms = at.getTime() - wall();
      if (signal?.aborted || ms <= 0) return settle(1);
      if (!auto) return schedule(ms, signal, true);
      now += ms;
      await settle(1);
    },
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
