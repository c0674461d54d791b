import type { EventEmitter } from 'node:events';

/** One Ctrl-C is heard up to three times: from the terminal, which tells all, and from npm and our launcher, which hand it on. */
const ONE_PRESS_MS = 1_000;
/** What a shell gives for a program that SIGINT ended (128 + 2). */
export const INTERRUPTED = 130;

export interface Asked {
  /** At the first SIGINT, SIGTERM or SIGHUP. */
  first: () => void;
  /** At a later Ctrl-C of somebody who does not want to wait. */
  again: () => void;
}

/** Hears whoever asks this process to stop. Only a Ctrl-C can hurry it: the other signals may come twice by themselves. */
export function whenAskedToStop(
  { first, again }: Asked,
  signals: EventEmitter = process,
  now: () => number = () => performance.now(),
): void {
  let askedAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    signals.on(name, () => {
      if (askedAt === undefined) {
        askedAt = now();
        first();
      } else if (name === 'SIGINT' && now() - askedAt >= ONE_PRESS_MS) again();
    });
}
