import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 40;

type Ask<T> = () => Promise<T | undefined | false> | T | undefined | false;

/** Thrown by a question whose answer can never come: nothing waits for it any longer. */
export class Hopeless extends Error {}

/**
 * Asks again and again until there is an answer (anything but `undefined` and `false`), and gives it. After
 * `deadlineMs` it fails with what was awaited and the last error.
 */
export async function until<T>(what: string, ask: Ask<T>, deadlineMs = 20_000): Promise<T> {
  const { answer, error } = await asked(ask, deadlineMs);
  if (answer !== undefined) return answer;
  throw new Error(`Not within ${deadlineMs / 1000} s: ${what}`, error === undefined ? {} : { cause: error });
}

/** The same for what may not come: undefined after `deadlineMs`. */
export async function orNot<T>(ask: Ask<T>, deadlineMs: number): Promise<T | undefined> {
  return (await asked(ask, deadlineMs)).answer;
}

async function asked<T>(ask: Ask<T>, deadlineMs: number): Promise<{ answer?: T; error?: unknown }> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    let error: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return { answer };
    } catch (thrown) {
      if (thrown instanceof Hopeless) throw thrown;
      error = thrown;
    }
    if (Date.now() > end) return { error };
    await pause(POLL_MS);
  }
}
