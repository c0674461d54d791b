import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 40;

/**
 * Asks again and again until there is an answer (anything but `undefined` and `false`), and gives it. After
 * `deadlineMs` it fails with what was awaited and the last fault.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  let fault: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    await pause(POLL_MS);
  } while (Date.now() < end);
  throw new Error(`Not within ${deadlineMs / 1000} s: ${what}`, fault === undefined ? {} : { cause: fault });
}
