import { z } from 'zod';
import { ServiceError, type ServiceErrorFacts, type ServiceErrorKind } from '../../ports/service-error.ts';

/**
 * The used fields of the client's errors. `code` is the HTTP status, or a word such as `ECONNRESET` when there was no
 * answer (docs/services.md, Cloud Storage); when the token endpoint refuses the credentials, the error has a word and
 * a response.
 */
const Thrown = z.object({
  message: z.string().catch(''),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
  errors: z
    .array(z.object({ reason: z.string().optional(), message: z.string().optional() }))
    .optional()
    .catch(undefined),
  response: z
    .object({
      status: z.number().optional().catch(undefined),
      headers: z.unknown(),
    })
    .optional()
    .catch(undefined),
});

/**
 * Does not set the client's error as the cause: it holds the whole response stream (docs/services.md, Cloud Storage).
 */
export function normalise(call: string, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.ZodError)
    return failure(call, 'unknown', { problem: 'the answer was not understood', code: 'malformed' });
  const read = Thrown.safeParse(error);
  if (!read.success) return failure(call, 'unknown', { problem: 'something that is no error was thrown' });
  const { message, code, errors, response } = read.data;
  const status = typeof code === 'number' && code >= 100 ? code : response?.status;
  const reason = errors?.[0]?.reason ?? (typeof code === 'string' ? code : undefined);
  const retryAfterMs = retryAfterOf(response?.headers);
  return failure(call, kindOf(status, message), {
    problem: status === undefined ? unansweredBecause(message) : (errors?.[0]?.message ?? message),
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { code: reason }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...requestIdOf(response?.headers),
  });
}

export function failure(
  call: string,
  kind: ServiceErrorKind,
  facts: Omit<ServiceErrorFacts, 'service' | 'call' | 'kind'>,
): ServiceError {
  return new ServiceError({ service: 'gcs', call, kind, ...facts });
}

function kindOf(status: number | undefined, message: string): ServiceErrorKind {
  if (status === undefined) return lacksCredentials(message) ? 'refused' : 'unknown';
  if (status === 412 || status === 409) return 'conflict';
  if (status === 429) return 'rate-limited';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown';
}

function lacksCredentials(message: string): boolean {
  return /default credentials|does not exist, or it is not a file/i.test(message);
}

/** Without an answer the message is the machine's own and may contain a token. */
function unansweredBecause(message: string): string {
  return lacksCredentials(message) ? 'there are no Google credentials here' : 'there was no answer';
}

function retryAfterOf(headers: unknown): number | undefined {
  const text = headerOf(headers, 'retry-after');
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1000 : undefined;
}

const LONGEST_ID = 100;

/** Cloud Storage's own id of a request (docs.cloud.google.com/storage/docs/xml-api/reference-headers). */
export function requestIdsOf(headers: unknown): string[] {
  const id = headerOf(headers, 'x-guploader-uploadid');
  return id === undefined ? [] : [id.slice(0, LONGEST_ID)];
}

function requestIdOf(headers: unknown): { requestId?: string } {
  const [requestId] = requestIdsOf(headers);
  return requestId === undefined ? {} : { requestId };
}

/** The client's headers are a plain object; an unwrapped error of the transport has a `Headers`. */
function headerOf(headers: unknown, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  return z
    .record(z.string(), z.unknown())
    .transform((all) => all[name])
    .pipe(z.string())
    .safeParse(headers).data;
}
