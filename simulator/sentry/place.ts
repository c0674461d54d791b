import type { Sampling } from './rows.ts';

/** What each call of the simulated Sentry works on. */
export interface Place {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** How long an event is on its way. */
  lagMs: () => number;
  sampling: () => Sampling;
}
