import type { Operation } from '../../domain/operation.ts';
import type { Safety } from '../../domain/safety.ts';
import { verifyEdge } from '../surfaces/index.ts';

/** Undefined before every probe was clean. */
export function safetyOf(operation: Operation): Safety | undefined {
  const proof = verifyEdge.evidenceIn(operation);
  const edge = verifyEdge.stateIn(operation);
  if (proof === undefined || edge?.is !== 'done') return undefined;
  return {
    at: edge.since,
    seconds: Math.max(0, Date.parse(edge.since) - Date.parse(operation.requestedAt)) / 1000,
    clean: proof.clean,
    browsersUntil: proof.browsersUntil ?? null,
  };
}
