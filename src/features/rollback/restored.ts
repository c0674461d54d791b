import type { Operation } from '../../domain/operation.ts';
import { announce } from '../release/index.ts';

/**
 * Whether a rollback has restored everything, proven and announced it: then it is over for customers, and holds no
 * surface. Only cleanup is left.
 */
export function isRestored(operation: Operation): boolean {
  return operation.kind === 'rollback' && announce.isDoneIn(operation);
}

/** Whether its card offers what people do after a rollback. */
export function offersNext(operation: Operation): boolean {
  return isRestored(operation) && operation.state.is !== 'stopped';
}
