import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../ports/service-error.ts';
import { POLL_MS, TRIES } from './limits.ts';

/** The longest pause that a service may request. Milliseconds. */
const LONGEST_PAUSE_MS = 60_000;

/** Repeats a read with an unknown result, after the pause that the service requested. Not for writes. */
export async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      await pauseOrThrow(error, attempt);
    }
  }
}

/**
 * After a failed call: waits when another try may succeed, and throws the error when the service refused or this was
 * the last try. A conflict needs no pause: the caller reads again.
 */
export async function pauseOrThrow(error: unknown, attempt: number): Promise<void> {
  if (!(error instanceof ServiceError) || error.facts.kind === 'refused' || attempt >= TRIES) throw error;
  if (error.facts.kind !== 'conflict')
    await sleep(Math.min(error.facts.retryAfterMs ?? POLL_MS, LONGEST_PAUSE_MS));
}
