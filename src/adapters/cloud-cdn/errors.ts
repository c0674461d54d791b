import { z } from 'zod';
import type { ServiceErrorKind } from '../../ports/service-error.ts';
import type { Problem } from './messages.ts';

/**
 * The used fields of the client's errors: `code` is a gRPC number, `httpStatusCode` the HTTP status
 * (docs/services.md, Cloud CDN and Compute Engine).
 */
const Thrown = z.object({
  message: z.string().catch(''),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
  httpStatusCode: z.number().optional().catch(undefined),
  /** Of `google.rpc.ErrorInfo`, where the answer has one. */
  reason: z.string().optional().catch(undefined),
});

/**
 * A used-up rate quota is a 403 (Compute Engine docs, "API quotas and limits": `rateLimitExceeded`); it refills
 * within a minute, and the answer does not say when.
 */
const QUOTA_PAUSE_MS = 15_000;

/** The gRPC codes by name, and the meaning of each for us (gRPC docs, "Status codes"). */
const CODES: Readonly<Record<number, readonly [string, ServiceErrorKind]>> = {
  1: ['CANCELLED', 'unknown'],
  2: ['UNKNOWN', 'unknown'],
  3: ['INVALID_ARGUMENT', 'refused'],
  4: ['DEADLINE_EXCEEDED', 'unknown'],
  5: ['NOT_FOUND', 'refused'],
  6: ['ALREADY_EXISTS', 'conflict'],
  7: ['PERMISSION_DENIED', 'refused'],
  8: ['RESOURCE_EXHAUSTED', 'rate-limited'],
  9: ['FAILED_PRECONDITION', 'conflict'],
  10: ['ABORTED', 'conflict'],
  11: ['OUT_OF_RANGE', 'refused'],
  12: ['UNIMPLEMENTED', 'refused'],
  13: ['INTERNAL', 'unknown'],
  14: ['UNAVAILABLE', 'unknown'],
  15: ['DATA_LOSS', 'unknown'],
  16: ['UNAUTHENTICATED', 'refused'],
};

export function problemOf(error: unknown): Problem {
  if (error instanceof z.ZodError)
    return { kind: 'unknown', problem: 'the answer was not understood', code: 'malformed' };
  const read = Thrown.safeParse(error);
  if (!read.success) return { kind: 'unknown', problem: 'something that is no error was thrown' };
  const { message, code, httpStatusCode: status, reason } = read.data;
  const isQuota = status === 403 && isUsedUp(reason, message);
  const [word, meaning] = (typeof code === 'number' ? CODES[code] : undefined) ?? [undefined, undefined];
  const named = word ?? (typeof code === 'string' ? code : undefined);
  return {
    kind: isQuota
      ? 'rate-limited'
      : (kindOfStatus(status) ?? meaning ?? (isNeverSent(message) ? 'refused' : 'unknown')),
    problem: isTheirs(code, status) ? message : unansweredBecause(message),
    ...(status === undefined ? {} : { status }),
    ...(named === undefined ? {} : { code: named }),
    ...(isQuota ? { retryAfterMs: QUOTA_PAUSE_MS } : {}),
  };
}

/** The client has the reason only where the answer has an `ErrorInfo`; the message always contains it. */
function isUsedUp(reason: string | undefined, message: string): boolean {
  return reason === 'RATE_LIMIT_EXCEEDED' || /\b(rate limit|quota) exceeded\b/i.test(message);
}

/** The HTTP status decides if there is one: the gRPC code is only a translation of it. */
function kindOfStatus(status: number | undefined): ServiceErrorKind | undefined {
  if (status === undefined) return undefined;
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'rate-limited';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown';
}

/** Google's and the client's own errors have a status or a gRPC number; others come from this machine. */
function isTheirs(code: number | string | undefined, status: number | undefined): boolean {
  return status !== undefined || typeof code === 'number';
}

/** A message of this machine may contain a token or a path. */
function unansweredBecause(message: string): string {
  if (lacksCredentials(message)) return 'there are no Google credentials here';
  return isNeverSent(message) ? 'the request could not be made' : 'there was no answer';
}

function isNeverSent(message: string): boolean {
  return lacksCredentials(message) || message.startsWith('Cannot build HTTP request');
}

function lacksCredentials(message: string): boolean {
  return /default credentials|does not exist, or it is not a file/i.test(message);
}
