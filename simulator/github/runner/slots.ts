/** A fixed number of runners; jobs wait for one in turn. */
export interface Slots {
  /** Waits for a runner; returns the function that frees it, or undefined when the signal came first. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    take: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        if (free > 0) {
          free -= 1;
          return resolve(release);
        }
        const start = () => {
          signal.removeEventListener('abort', leave);
          resolve(release);
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(start), 1);
          resolve(undefined);
        };
        waiting.push(start);
        signal.addEventListener('abort', leave, { once: true });
      }),
  };
}
