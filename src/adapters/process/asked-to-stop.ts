import type { EventEmitter } from 'node:events';

/**
 * One Ctrl-C arrives up to three times: from the terminal, which signals all processes, and from npm and our
 * launcher, which forward it.
 */
const ONE_PRESS_MS = 1_000;
/** The exit code of a program that SIGINT ended (128 + 2). */
export const INTERRUPTED = 130;

export interface Asked {
  /** At the first SIGINT, SIGTERM or SIGHUP. */
  first: () => void;
  /** Called at a later Ctrl-C, when a person does not want to wait. */
  again: () => void;
}

/** Handles requests to stop this process. Only a Ctrl-C can hurry it: other signals may be sent twice. */
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
