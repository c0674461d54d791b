/**
 * What every integration throws when a call to its neighbour did not work, normalised:
 * `refused` the neighbour said no and nothing happened; `conflict` it said no because the world is not as assumed
 * (a precondition, an existing name); `rate-limited` not now, and nothing happened; `unknown` a time-out, a reset or
 * a 5xx: whatever was asked may have happened. Only a look at the world can tell.
 */
export type NeighbourErrorKind = 'refused' | 'conflict' | 'rate-limited' | 'unknown';

export interface NeighbourErrorFacts {
  neighbour: 'github' | 'gcs' | 'cloud-cdn' | 'npm' | 'edge' | 'slack';
  /** The port's method, such as `createTag`. */
  call: string;
  kind: NeighbourErrorKind;
  /** The neighbour's own words, short and without secrets. */
  problem: string;
  status?: number;
  /** The neighbour's own code, such as `conditionNotMet` or `message_not_found`. */
  code?: string;
  /** It was refused for its form: something simpler may be taken, and what comes after it too. */
  isForm?: boolean;
  retryAfterMs?: number;
  /** The service's own id of the request, for its support and its logs. */
  requestId?: string;
}

export class NeighbourError extends Error {
  readonly facts: NeighbourErrorFacts;

  constructor(facts: NeighbourErrorFacts, cause?: unknown) {
    super(`${facts.neighbour} ${facts.call}: ${facts.kind}: ${facts.problem}`, { cause });
    this.name = 'NeighbourError';
    this.facts = facts;
  }
}

/** The service's id of the request that failed, as the journal takes it. */
export function requestIdsOf({ facts: { requestId } }: NeighbourError): { requestIds?: readonly string[] } {
  return requestId === undefined ? {} : { requestIds: [requestId] };
}
