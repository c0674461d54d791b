import { schedule, validate } from 'node-cron';

/** A start is not to wait for the library's first look into the time zones (30 ms). */
const SETTLING_MS = 1_000;

/**
 * Calls `onTick` at each time of a five-field cron expression, in UTC, from a second after this call until stopped.
 * Throws at once when it is not such an expression.
 */
export function onSchedule(expression: string, onTick: () => void): { stop(): void } {
  if (!validate(expression)) throw new Error(`"${expression}" is not a schedule`);
  let task: { stop(): unknown } | undefined;
  const settling = setTimeout(() => {
    task = schedule(expression, onTick, { timezone: 'Etc/UTC' });
  }, SETTLING_MS);
  return {
    stop: () => {
      clearTimeout(settling);
      task?.stop();
    },
  };
}
