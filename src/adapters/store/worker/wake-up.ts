/** Wakes the workers of this process when it has put a job. Other processes' jobs are found by looking. */
export interface WakeUp {
  wake(): void;
  /** Resolves at the next wake-up. Take it before looking for jobs, so that none falls in between. */
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
