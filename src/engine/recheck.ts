import type { Operation } from '../domain/operation.ts';
import type { Rechecked } from '../domain/rechecked.ts';
import type { Context } from './context.ts';

/** Reads the facts of a saved plan again, as its kind of operation does it. A kind that reads none holds. */
export async function recheck(context: Context, operation: Operation): Promise<Rechecked> {
  const own = context.rechecks[operation.kind];
  return own === undefined ? { is: 'same' } : own(context, operation);
}
