import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 60;

/** Asks again until there is an answer, and gives it. Throws after `ms`, with what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  ms: number,
): Promise<T> {
  const found = await orNot(ask, ms);
  if (found === undefined) throw new Error(`after ${ms} ms still waiting for ${what}`);
  return found;
}

/** The same for what may not come: undefined after `ms`. */
export async function orNot<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  ms: number,
): Promise<T | undefined> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await ask();
    if (found !== undefined || Date.now() > deadline) return found;
    await wait(POLL_MS);
  }
}
