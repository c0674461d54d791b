import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { z } from 'zod';
import { ServiceError, type ServiceErrorFacts } from '../../ports/service-error.ts';
import { withoutCredentials } from '../../ports/service-text.ts';

/**
 * Error codes of Slack's `ok: false` that do not mean "nothing happened": docs.slack.dev says of `fatal_error` and
 * `internal_error` that a part of the work may have been done.
 */
const PERHAPS_DONE: readonly string[] = [
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
];
/** Slack refuses the form of the message; a simpler form may be accepted (docs/services.md, Slack). */
const NOT_AS_DRAWN: readonly string[] = [
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'block_mismatch',
];
const RATE_LIMITED: readonly string[] = ['ratelimited', 'rate_limited'];
/** The pause when Slack names none. */
const DEFAULT_PAUSE_MS = 5000;

/** Any error of Slack's client in Navi's words. */
export function normalise(error: unknown, call: string, requestId?: string): ServiceError {
  if (error instanceof ServiceError) return error;
  const id = requestId === undefined ? {} : { requestId };
  return new ServiceError({ service: 'slack', call, ...factsOf(error), ...id }, error);
}

function factsOf(error: unknown): Omit<ServiceErrorFacts, 'service' | 'call'> {
  if (error instanceof WebAPIRateLimitedError) {
    const seconds = error.retryAfter;
    return {
      kind: 'rate-limited',
      problem: `asked to wait ${seconds} s`,
      status: 429,
      retryAfterMs: seconds * 1000,
    };
  }
  if (error instanceof WebAPIPlatformError)
    return platformFacts(error.data.error, `${neededIn(error.data)}${reasonsOf(error.data)}`);
  if (error instanceof WebAPIHTTPError)
    return {
      kind: error.statusCode >= 500 ? 'unknown' : 'refused',
      problem: `HTTP ${error.statusCode}`,
      status: error.statusCode,
    };
  if (error instanceof WebAPIRequestError) return { kind: 'unknown', problem: wordOf(error.original) };
  return { kind: 'unknown', problem: error instanceof Error ? wordOf(error) : 'no answer' };
}

function platformFacts(code: string, reasons: string): Omit<ServiceErrorFacts, 'service' | 'call'> {
  if (RATE_LIMITED.includes(code))
    return { kind: 'rate-limited', problem: code, code, retryAfterMs: DEFAULT_PAUSE_MS };
  if (PERHAPS_DONE.includes(code)) return { kind: 'unknown', problem: code, code };
  if (NOT_AS_DRAWN.includes(code))
    return { kind: 'refused', problem: `${code}${reasons}`, code, isForm: true };
  const isScope = code === 'missing_scope';
  const problem = isScope ? `${code}${reasons}` : code;
  return { kind: code === 'hash_conflict' ? 'conflict' : 'refused', problem, code };
}

const Needed = z.object({ needed: z.string().max(200) });

/** The scopes of which one is missing, as Slack names them. */
function neededIn(answer: unknown): string {
  const { needed } = Needed.safeParse(answer).data ?? {};
  return needed === undefined ? '' : `: it needs ${withoutCredentials(needed)}`;
}

const Reasons = z.object({ response_metadata: z.object({ messages: z.array(z.string()).min(1) }) });
const LONGEST_REASONS = 300;

/** The refused block and the reason, where Slack states them. */
function reasonsOf(answer: unknown): string {
  const said = Reasons.safeParse(answer).data?.response_metadata.messages.join('; ');
  return said === undefined ? '' : `: ${withoutCredentials(said).slice(0, LONGEST_REASONS)}`;
}

/** The innermost cause is more precise than `fetch failed`. */
function wordOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error && cause.message !== '') return wordOf(cause);
  return error.message;
}
