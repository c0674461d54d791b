import type { Operation } from '../../domain/operation.ts';
import { announce } from '../release/steps/announce.ts';

/**
 * Whether a rollback has given everything back, proven it and announced it: then it is over for customers, and holds no
 * surface. What is left tidies up.
 */
export function isGivenBack(operation: Operation): boolean {
  return operation.kind === 'rollback' && announce.isDoneIn(operation);
}

/** Whether its card offers what people do after a rollback. */
export function offersNext(operation: Operation): boolean {
  return isGivenBack(operation) && operation.state.is !== 'stopped';
}
