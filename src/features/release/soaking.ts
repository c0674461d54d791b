import { isOpen, type Operation } from '../../domain/operation.ts';
import { verifyEdge } from '../surfaces/index.ts';
import { soak, soakTimes } from './steps/soak.ts';

/** Whether it is on the CDN and waits before it moves `latest`. */
export function isSoaking(operation: Operation): boolean {
  return isOpen(operation.state) && waitsToMoveLatest(operation) && verifyEdge.isDoneIn(operation);
}

/** Since when (ISO) a release that soaks is on the CDN, and about when it moves `latest`; null for another one. */
export function soakOf(operation: Operation): { since: string; until: string } | null {
  const [step] = soak.in(operation.plan.content.steps);
  return step === undefined || !isSoaking(operation) ? null : soakTimes(operation, step.params.ms);
}

/** A staged release holds no dist-tag before it moves one, and nothing while it soaks: others pass it. */
export function holdsNow(operation: Operation): 'all' | 'pointer' | 'nothing' {
  if (!waitsToMoveLatest(operation)) return 'all';
  return verifyEdge.isDoneIn(operation) ? 'nothing' : 'pointer';
}

function waitsToMoveLatest(operation: Operation): boolean {
  return soak.idsIn(operation.plan.content.steps).length > 0 && !soak.isDoneIn(operation);
}
