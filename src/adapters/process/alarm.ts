import { schedule } from 'node-cron';

/** Delays the library's first read of the time zones (30 ms) until after the start. */
const SETTLING_MS = 1_000;

/** Calls `onTick` at each full minute, from a second after this call until stopped. */
export function onEachMinute(onTick: () => void): { stop(): void } {
  let task: { stop(): unknown } | undefined;
  const settling = setTimeout(() => {
    task = schedule('* * * * *', onTick, { timezone: 'Etc/UTC' });
  }, SETTLING_MS);
  return {
    stop: () => {
      clearTimeout(settling);
      task?.stop();
    },
  };
}
