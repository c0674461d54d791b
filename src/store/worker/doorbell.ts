import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Tells workers that a duty may be due. Only a hint: a ring that is lost costs time, never a duty, because workers
 * also look by themselves.
 */
export interface Doorbell {
  /** Wakes this process's workers. */
  ring(): void;
  /** Resolves at the next ring. Take it before looking for duties, so that no ring falls in between. */
  next(): Promise<void>;
  /** Has other processes woken at these times (ISO), if and when the transaction is committed. */
  announce(trx: Transaction<Tables>, dueAt: readonly string[]): Promise<void>;
  /** Starts to hear other processes; gives what stops it. */
  listen(): Promise<() => Promise<void>>;
  /** How long a worker may go without looking, in milliseconds. */
  longestSilence: number;
}

/** A bell for one process, in which every duty comes from this process: the timer to the next one is enough. */
export function createLocalDoorbell(longestSilence = 5_000): Doorbell {
  let pending = Promise.withResolvers<void>();
  return {
    ring() {
      const rung = pending;
      pending = Promise.withResolvers<void>();
      rung.resolve();
    },
    next: () => pending.promise,
    announce: async () => {},
    listen: async () => async () => {},
    longestSilence,
  };
}
