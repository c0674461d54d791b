import { schedule } from 'node-cron';

/** Calls `onTick` at each time of a five-field cron expression, in UTC, until stopped. */
export function onSchedule(expression: string, onTick: () => void): { stop(): void } {
  const task = schedule(expression, onTick, { timezone: 'Etc/UTC' });
  return { stop: () => void task.stop() };
}
