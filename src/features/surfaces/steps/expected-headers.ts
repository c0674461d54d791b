import type { ServedHeaders } from '../../../domain/object-headers.ts';
import type { Operation } from '../../../domain/operation.ts';
import { writtenHeaders } from './source-headers.ts';
import { swapPointer } from './swap-pointer.ts';

/**
 * The headers that browsers must get for the pointer that this operation writes; undefined in plans that compared
 * bytes only.
 */
export function expectedHeaders(operation: Operation): ServedHeaders | undefined {
  const [swap] = swapPointer.in(operation.plan.content.steps);
  return swap === undefined ? undefined : writtenHeaders(swap.params, operation);
}
