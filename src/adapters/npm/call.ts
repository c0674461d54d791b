import { setTimeout as sleep } from 'node:timers/promises';
import { failure, normalise, requestIdIn } from './errors.ts';

export interface RegistryOptions {
  /** Undefined means the default registry of npm's own libraries. */
  registryUrl?: string | undefined;
  token?: string | undefined;
  /** When it expires, by the operator's setting (ISO). */
  tokenExpires?: string | undefined;
  /** Milliseconds for one call of the port, with all its requests. */
  deadlineMs: number;
}

/** One request. `path` is below the registry, or a whole address such as a tarball's. */
export interface Request {
  /** The port's method of this request. */
  call: string;
  path: string;
  method?: 'GET' | 'PUT';
  query?: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
  /** A longer answer is refused. */
  maxBytes: number;
  /** Gets the answer piece by piece; without it the answer is returned whole. */
  onBytes?: (bytes: Uint8Array) => void;
}

/** The answer; `text` is empty where `onBytes` got it. */
interface Answer {
  text: string;
  requestId?: string;
}

/** A read without an answer is repeated once after this pause. Milliseconds. */
const PAUSE = 250;

/**
 * Runs one call of the port under our own deadline. A read with an unknown result is repeated once; a write never,
 * because the second could conflict with the first.
 */
export async function runCall<T>(
  { name, effect, deadlineMs }: { name: string; effect: 'read' | 'write'; deadlineMs: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(deadlineMs);
  const late = () => failure(name, 'unknown', { problem: 'no answer in time', code: 'deadline' });
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(late()), { once: true });
  });
  const once = () =>
    Promise.race([work(signal), expired]).catch((error: unknown) => {
      throw signal.aborted ? late() : normalise(name, error);
    });
  if (effect === 'write') return once();
  return once().catch(async (error: unknown) => {
    if (normalise(name, error).facts.kind !== 'unknown') throw error;
    await sleep(PAUSE, undefined, { signal }).catch(() => {});
    return once();
  });
}

/**
 * Sends one request, once, uncached and bounded. The token goes only to the registry's own address, never to another
 * host of a tarball.
 */
export async function send(options: RegistryOptions, request: Request): Promise<Answer> {
  const { call, path, method = 'GET', query, body, signal, maxBytes, onBytes } = request;
  // Loaded at the first request, so that the start does not wait for it.
  const { default: fetch } = await import('npm-registry-fetch');
  const answer = await fetch(path, {
    ...addressOf(options, fetch.pickRegistry),
    method,
    preferOnline: true,
    fetchRetries: 0,
    timeout: options.deadlineMs,
    signal,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes)
      throw failure(call, 'refused', { problem: `the answer is larger than ${maxBytes} bytes` });
    if (onBytes === undefined) chunks.push(bytes);
    else onBytes(bytes);
  }
  const requestId = requestIdIn((header) => answer.headers.get(header));
  return {
    text: Buffer.concat(chunks).toString('utf8'),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function addressOf(
  { registryUrl, token }: RegistryOptions,
  pickRegistry: (spec: string, chosen: Readonly<Record<string, string>>) => string,
): Readonly<Record<string, string>> {
  const chosen = registryUrl === undefined ? {} : { registry: registryUrl };
  if (token === undefined) return chosen;
  const { host, pathname } = new URL(pickRegistry('navi', chosen));
  return { ...chosen, [`//${host}${pathname.replace(/\/?$/, '/')}:_authToken`]: token };
}
