import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceError } from '../../ports/service-error.ts';
import { failure, normalise } from './errors.ts';

/** A read without an answer is repeated once after this pause, if the deadline permits. Milliseconds. */
const PAUSE = 250;

/** A call: its name in the port, whether it may be repeated, and its total deadline. */
export interface CallOptions {
  name: string;
  effect: 'read' | 'write';
  deadlineMs: number;
}

/**
 * Runs one call under our own deadline, because the client has no timeout that works (docs/services.md, Cloud
 * Storage). After the deadline the request may still have its effect, so the error is `unknown`. The signal lets a
 * read stop its stream.
 */
export async function runCall<T>(
  { name, effect, deadlineMs }: CallOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const until = Date.now() + deadlineMs;
  const once = () => withDeadline(name, until - Date.now(), work);
  try {
    return await once();
  } catch (error) {
    const first = normalise(name, error);
    if (effect === 'write' || !isWorthAnother(first) || until - Date.now() < PAUSE * 2) throw first;
  }
  await sleep(PAUSE);
  return once().catch((error: unknown) => {
    throw normalise(name, error);
  });
}

function isWorthAnother({ facts }: ServiceError): boolean {
  return facts.kind === 'unknown';
}

async function withDeadline<T>(
  name: string,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    expired.reject(failure(name, 'unknown', { problem: 'no answer in time', code: 'deadline' }));
    stop.abort();
  }, ms);
  try {
    return await Promise.race([work(stop.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
