/**
 * What every integration throws when a call to its service did not work, normalised:
 * `refused` the service said no and nothing happened; `conflict` it said no because the world is not as assumed
 * (a precondition, an existing name); `rate-limited` not now, and nothing happened; `unknown` a time-out, a reset or
 * a 5xx: whatever was asked may have happened. Only a look at the world can tell.
 */
export type ServiceErrorKind = 'refused' | 'conflict' | 'rate-limited' | 'unknown';

export interface ServiceErrorFacts {
  service: 'github' | 'gcs' | 'cloud-cdn' | 'npm' | 'edge' | 'slack';
  /** The port's method, such as `createTag`. */
  call: string;
  kind: ServiceErrorKind;
  /** The service's own words, short and without secrets. */
  problem: string;
  status?: number;
  /** The service's own code, such as `conditionNotMet` or `message_not_found`. */
  code?: string;
  /** It was refused for its form: something simpler may be taken, and what comes after it too. */
  isForm?: boolean;
  retryAfterMs?: number;
  /** The service's own id of the request, for its support and its logs. */
  requestId?: string;
}

export class ServiceError extends Error {
  readonly facts: ServiceErrorFacts;

  constructor(facts: ServiceErrorFacts, cause?: unknown) {
    super(`${facts.service} ${facts.call}: ${facts.kind}: ${facts.problem}`, { cause });
    this.name = 'NeighbourError';
    this.facts = facts;
  }
}

/** The service's id of the request that failed, as the journal takes it. */
export function requestIdsOf({ facts: { requestId } }: ServiceError): { requestIds?: readonly string[] } {
  return requestId === undefined ? {} : { requestIds: [requestId] };
}
