import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../src/ports/clock.ts';

/** How many seconds of Navi pass in one of the services'. */
const SPEED = 5;
/** Navi's time begins this far behind the services', so that it is not ahead of them within a case. */
export const BEHIND_MS = 10 * 60_000;

/** Navi's own time passes faster than that of the services: its pauses are short, and its deadlines come soon. */
export function createQuickClock(behindMs = BEHIND_MS): Clock {
  const began = Date.now();
  const now = () => new Date(began - behindMs + (Date.now() - began) * SPEED);
  return {
    now,
    machine: now,
    until: async (at, signal) => {
      const ms = Math.max(0, at.getTime() - now().getTime());
      await sleep(ms / SPEED, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
    onMove: () => () => {},
    since: (at) => now().getTime() - Date.parse(at),
    jumps: () => [],
    wait: async (ms, signal) => {
      await sleep(ms / SPEED, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
  };
}
