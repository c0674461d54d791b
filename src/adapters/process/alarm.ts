import { schedule } from 'node-cron';

/** A start is not to wait for the library's first look into the time zones (30 ms). */
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
