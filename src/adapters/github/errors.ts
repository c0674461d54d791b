import { z } from 'zod';
import { ServiceError, type ServiceErrorFacts, type ServiceErrorKind } from '../../ports/service-error.ts';
import { MOVED } from './bounded-fetch.ts';

/**
 * The fields of Octokit's errors that are used. Without `response` there was no answer, even if `status` is set:
 * Octokit sets 500 for a reset (docs/services.md, GitHub).
 */
const Thrown = z.object({
  code: z.string().optional().catch(undefined),
  cause: z.object({ code: z.string() }).optional().catch(undefined),
  response: z
    .object({
      status: z.number(),
      headers: z.record(z.string(), z.unknown()).catch({}),
      data: z
        .object({
          message: z.string().optional(),
          errors: z
            .array(
              z.union([
                z.string(),
                z.object({ code: z.string().optional(), message: z.string().optional() }),
              ]),
            )
            .optional(),
        })
        .catch({}),
    })
    .optional()
    .catch(undefined),
});

/** A GraphQL answer with errors: its status is 200 (docs.github.com, "Rate limits for the GraphQL API"). */
const GraphqlThrown = z.object({
  headers: z.record(z.string(), z.unknown()).catch({}),
  errors: z
    .array(
      z.object({
        type: z.string().optional(),
        message: z.string(),
        /** The error type of a query that does not fit the server's schema. */
        extensions: z.object({ code: z.string() }).optional().catch(undefined),
      }),
    )
    .min(1),
});

type Answer = NonNullable<z.infer<typeof Thrown>['response']>;

const LONGEST_ID = 100;

/** Does not set the client's error as the cause: it contains the whole request and answer. */
export function normalise(call: string, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.ZodError)
    return failure(call, 'unknown', { problem: 'the answer was not understood', code: 'malformed' });
  const graphql = GraphqlThrown.safeParse(error);
  if (graphql.success) return mutated(call, graphql.data);
  const read = Thrown.safeParse(error);
  if (!read.success) return failure(call, 'unknown', { problem: 'something that is no error was thrown' });
  const { code = read.data.cause?.code, response } = read.data;
  if (response !== undefined) return answered(call, response);
  if (code === MOVED)
    return failure(call, 'refused', { problem: 'the write was sent to another address', code });
  // The app's private key could not sign, so nothing was sent.
  const kind = code?.startsWith('ERR_OSSL') ? 'refused' : 'unknown';
  // Not the message: an invalid header's error quotes the token.
  return failure(call, kind, { problem: 'there was no answer', ...(code === undefined ? {} : { code }) });
}

export function failure(
  call: string,
  kind: ServiceErrorKind,
  facts: Omit<ServiceErrorFacts, 'service' | 'call' | 'kind'>,
): ServiceError {
  return new ServiceError({ service: 'github', call, kind, ...facts });
}

function answered(call: string, { status, headers, data }: Answer): ServiceError {
  const details = (data.errors ?? []).map((each) => (typeof each === 'string' ? { message: each } : each));
  const code = details.find((each) => each.code !== undefined)?.code;
  const words = [data.message, ...details.map((each) => each.message)].filter((word) => word !== undefined);
  const problem = words.length === 0 ? `answered ${status}` : words.join(': ');
  const kind = kindOf({ status, headers, problem, code });
  const retryAfterMs = kind === 'rate-limited' ? retryAfterOf(headers) : undefined;
  const requestId = requestIdIn(headers);
  return failure(call, kind, {
    problem,
    status,
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** GitHub's own id of a request, for its support. */
export function requestIdIn(headers: Readonly<Record<string, unknown>>): string | undefined {
  const id = headers['x-github-request-id'];
  return typeof id === 'string' ? id.slice(0, LONGEST_ID) : undefined;
}

/** An error without a type may be GitHub's own: its effect is then unknown. */
function mutated(call: string, { headers, errors }: z.infer<typeof GraphqlThrown>): ServiceError {
  const [first] = errors;
  const problem = errors.map(({ message }) => message).join(': ');
  const requestId = requestIdIn(headers);
  const facts = { problem, ...(requestId === undefined ? {} : { requestId }) };
  if (first?.type === 'RATE_LIMITED') {
    const retryAfterMs = retryAfterOf(headers);
    return failure(call, 'rate-limited', {
      ...facts,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (first?.type === 'STALE_DATA') return failure(call, 'conflict', facts);
  const isNo = first?.extensions !== undefined || REFUSALS.has(first?.type ?? '');
  return failure(call, isNo ? 'refused' : 'unknown', facts);
}

const REFUSALS = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES', 'NOT_FOUND', 'UNPROCESSABLE']);

interface Verdict {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  problem: string;
  code: string | undefined;
}

/** A rate limit is a 429, or a 403 that says so (GitHub docs, "Rate limits for the REST API"). */
function kindOf({ status, headers, problem, code }: Verdict): ServiceErrorKind {
  const saysSo =
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate limit/i.test(problem);
  if (status === 429 || (status === 403 && saysSo)) return 'rate-limited';
  // When a created ref exists already, or a moved ref is not at the new commit's parent.
  const isTaken = code === 'already_exists' || /already exists|not a fast.forward/i.test(problem);
  if (status === 409 || (status === 422 && isTaken)) return 'conflict';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown';
}

function retryAfterOf(headers: Readonly<Record<string, unknown>>): number | undefined {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return after * 1000;
  // By GitHub's own clock: this machine's may differ.
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000;
  const left = reset - Date.parse(String(headers['date'] ?? ''));
  return Number.isFinite(left) ? Math.max(0, left) : undefined;
}
