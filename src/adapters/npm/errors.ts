import { z } from 'zod';
import { ServiceError, type ServiceErrorFacts, type ServiceErrorKind } from '../../ports/service-error.ts';

/**
 * The used fields of the client's errors; `code` is `E404`, `EOTP` or a connection's error code (docs/services.md,
 * npm).
 */
const Thrown = z.object({
  name: z.string().catch(''),
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  body: z.object({ error: z.string() }).optional().catch(undefined),
  headers: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
});

/** Does not set the client's error as the cause: it contains the service's whole answer. */
export function normalise(call: string, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.ZodError)
    return failure(call, 'unknown', { problem: 'the answer was not understood', code: 'malformed' });
  const read = Thrown.safeParse(error);
  if (!read.success) return failure(call, 'unknown', { problem: 'something that is no error was thrown' });
  const { name, message, code, statusCode, body, headers } = read.data;
  const isLate = name === 'AbortError' || name === 'TimeoutError';
  const word = isLate ? 'deadline' : code;
  const seconds = headers?.['retry-after']?.[0];
  const requestId = requestIdIn((header) => headers?.[header]?.[0]);
  return failure(call, kindOf(statusCode), {
    problem: isLate ? 'no answer in time' : problemOf(statusCode, body?.error ?? message),
    ...(statusCode === undefined ? {} : { status: statusCode }),
    ...(word === undefined ? {} : { code: word }),
    ...(seconds !== undefined && /^\d+$/.test(seconds) ? { retryAfterMs: Number(seconds) * 1000 } : {}),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** A private registry's id, or that of Cloudflare, which is in front of registry.npmjs.org. */
const REQUEST_IDS = ['x-request-id', 'cf-ray'];
const LONGEST_ID = 100;

/** The registry's own id of a request, for its support. */
export function requestIdIn(headerOf: (name: string) => string | null | undefined): string | undefined {
  const id = REQUEST_IDS.map(headerOf).find((found) => typeof found === 'string' && found !== '');
  return id?.slice(0, LONGEST_ID);
}

export function failure(
  call: string,
  kind: ServiceErrorKind,
  facts: Omit<ServiceErrorFacts, 'service' | 'call' | 'kind'>,
): ServiceError {
  return new ServiceError({ service: 'npm', call, kind, ...facts });
}

function kindOf(status: number | undefined): ServiceErrorKind {
  if (status === undefined) return 'unknown';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate-limited';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown';
}

/** Without an answer the message is the machine's own, and an invalid header's message quotes the token. */
function problemOf(status: number | undefined, message: string): string {
  return status === undefined ? 'there was no answer' : message;
}
