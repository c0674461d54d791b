/** Wakes the workers of this process when it has put a job. Jobs of other processes are found by a search. */
export interface WakeUp {
  wake(): void;
  /** Resolves at the next wake-up. Take it before the search for jobs, so that no wake-up is missed. */
  next(): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let pending = Promise.withResolvers<void>();
  return {
    wake() {
      const woken = pending;
      pending = Promise.withResolvers<void>();
      woken.resolve();
    },
    next: () => pending.promise,
  };
}
