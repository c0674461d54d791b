import type { Clock } from '../../ports/clock.ts';

/** Waits for the work, but not longer than `ms`; the work continues. Leaves no timer. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, clock.wait(ms, done.signal)]);
  done.abort();
}
