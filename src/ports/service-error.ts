import { withoutCredentials } from './service-text.ts';

/**
 * The error of every service adapter: `refused` the service said no and nothing happened; `conflict` it said no
 * because a precondition failed or a name exists; `rate-limited` nothing happened, try later; `unknown` a time-out, a
 * reset or a 5xx: the request may have had its effect, and only a read can tell.
 */
export type ServiceErrorKind = 'refused' | 'conflict' | 'rate-limited' | 'unknown';

export interface ServiceErrorFacts {
  service:
    | 'github'
    | 'gcs'
    | 'cloud-cdn'
    | 'npm'
    | 'edge'
    | 'slack'
    | 'google-monitoring'
    | 'npm-downloads'
    | 'sentry'
    | 'datadog'
    | 'heartbeat'
    | 'pager';
  /** The port's method, such as `createTag`. */
  call: string;
  kind: ServiceErrorKind;
  /** The service's own message, short and without secrets. */
  problem: string;
  status?: number;
  /**
   * The service's own code, such as `conditionNotMet` or `message_not_found`; `malformed` where the answer is cut off or
   * of another form, `too-large` where an object is larger than was asked for.
   */
  code?: string;
  /** It was refused for its form: a simpler message may be accepted. */
  isForm?: boolean;
  retryAfterMs?: number;
  /** The service's id of the request, for its support and its logs. */
  requestId?: string;
}

/**
 * The shortest and the longest pause that a service may ask for, in milliseconds: without one it would be flooded, and
 * more than an hour is a mistake, at its worst no valid time.
 */
const RETRY_MS = { shortest: 500, longest: 60 * 60_000 };

/** Credentials in the service's message are hidden here, so that no adapter can forget it. */
export class ServiceError extends Error {
  readonly facts: ServiceErrorFacts;

  constructor(facts: ServiceErrorFacts, cause?: unknown) {
    const problem = withoutCredentials(facts.problem);
    super(`${facts.service} ${facts.call}: ${facts.kind}: ${problem}`, { cause });
    this.name = 'ServiceError';
    this.facts = { ...facts, problem, ...boundedRetry(facts.retryAfterMs) };
  }
}

function boundedRetry(ms: number | undefined): { retryAfterMs?: number } {
  if (ms === undefined) return {};
  const { shortest, longest } = RETRY_MS;
  return { retryAfterMs: Number.isNaN(ms) ? shortest : Math.min(Math.max(shortest, ms), longest) };
}

/** The service's id of the failed request, for the journal. */
export function requestIdsOf({ facts: { requestId } }: ServiceError): { requestIds?: readonly string[] } {
  return requestId === undefined ? {} : { requestIds: [requestId] };
}
