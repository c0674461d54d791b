import type { z } from 'zod';
import { ServiceError, type ServiceErrorFacts } from '../../ports/service-error.ts';

export interface JsonServiceOptions {
  service: ServiceErrorFacts['service'];
  baseUrl: string;
  /** Credentials; asked before each request, within the call's deadline. */
  headers?: () => Promise<Readonly<Record<string, string>>>;
  /** Milliseconds for one call of the port, with all its requests. */
  deadlineMs: number;
  /** When the limit ends, in milliseconds from now, where `Retry-After` does not say it. */
  retryAfterMs?: (headers: Headers) => number | undefined;
}

/** One request: a GET, or with a body a POST. */
interface Request<T> {
  path: string;
  query?: readonly (readonly [name: string, value: string])[];
  body?: unknown;
  /** Takes only the fields that are used. */
  shape: z.ZodType<T>;
}

export type Ask = <T>(request: Request<T>) => Promise<{ data: T; headers: Headers }>;

/** More than any answer that Navi asks for. Bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Reads of a service that speaks JSON. Each call has one deadline; an answer is bounded, not redirected, and taken only
 * in its known form. Errors say the status and nothing of the answer, which can be about a person. Nothing is sent again.
 */
export function createJsonService(options: JsonServiceOptions): {
  call<T>(name: string, work: (ask: Ask) => Promise<T>): Promise<T>;
} {
  return {
    call: async (name, work) => {
      const signal = AbortSignal.timeout(options.deadlineMs);
      const failed = failureOf(options.service, name);
      const ask: Ask = (request) => send(options, request, { signal, failed });
      try {
        return await work(ask);
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        if (signal.aborted) throw failed('unknown', { problem: 'no answer in time', code: 'deadline' });
        throw error;
      }
    },
  };
}

type Failed = (
  kind: ServiceErrorFacts['kind'],
  facts: Omit<ServiceErrorFacts, 'service' | 'call' | 'kind'>,
) => ServiceError;

function failureOf(service: ServiceErrorFacts['service'], call: string): Failed {
  return (kind, facts) => new ServiceError({ service, call, kind, ...facts });
}

async function send<T>(
  options: JsonServiceOptions,
  { path, query = [], body, shape }: Request<T>,
  { signal, failed }: { signal: AbortSignal; failed: Failed },
): Promise<{ data: T; headers: Headers }> {
  const url = new URL(`${options.baseUrl.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const credentials = await withinTime(options.headers?.() ?? Promise.resolve({}), signal);
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...credentials,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw unanswered(error, signal, failed);
  });
  const { status, headers } = answer;
  if (status !== 200) {
    await answer.body?.cancel().catch(() => {});
    throw refused(options, { status, headers }, failed);
  }
  const text = await readAtMost(answer, MOST_BYTES).catch((error: unknown) => {
    throw unanswered(error, signal, failed);
  });
  const parsed = text === undefined ? undefined : shape.safeParse(parseJson(text));
  if (parsed?.success !== true)
    throw failed('unknown', {
      problem: text === undefined ? 'the answer is too large' : 'the answer was not understood',
      status,
      code: 'malformed',
    });
  return { data: parsed.data, headers };
}

/** Google's library for tokens has no signal. */
async function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const late = Promise.withResolvers<never>();
  const end = () => late.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Not the message: an invalid header's error quotes the token. */
function unanswered(error: unknown, signal: AbortSignal, failed: Failed): ServiceError {
  if (signal.aborted) return failed('unknown', { problem: 'no answer in time', code: 'deadline' });
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  return failed('unknown', {
    problem: 'there was no answer',
    ...(typeof code === 'string' ? { code } : {}),
  });
}

/** A redirect leads to another address than the configured one: it is no answer of the service. */
function refused(
  { retryAfterMs: otherwise }: JsonServiceOptions,
  { status, headers }: { status: number; headers: Headers },
  failed: Failed,
): ServiceError {
  const problem = `answered ${status}`;
  if (status < 400) return failed('unknown', { problem, status, code: 'malformed' });
  if (status === 429) {
    const retryAfterMs = retryAfterOf(headers) ?? otherwise?.(headers);
    return failed('rate-limited', {
      problem,
      status,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  return failed(status < 500 && status !== 408 ? 'refused' : 'unknown', { problem, status });
}

/** Seconds, or a date. */
function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // By the service's own clock: this machine's may differ.
  const left = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(left) ? undefined : Math.max(0, left);
}

/** Undefined where there is more. */
async function readAtMost({ body }: Response, most: number): Promise<string | undefined> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
