import { goesOn, type Operation } from '../domain/operation.ts';
import type { Context } from './context.ts';

/** Thrown when another process holds the operation now, or when it has ended: the work stops silently. */
export class LeaseLost extends Error {
  constructor(operation: string) {
    super(`the lease of ${operation} is not ours any more`);
    this.name = 'LeaseLost';
  }
}

export type TakenLease =
  | { is: 'taken'; epoch: number; operation: Operation }
  | { is: 'busy'; leftMs: number }
  | { is: 'nothing-to-do' };

/**
 * Takes the operation's lease if the operation runs and no other process holds it. The epoch fences every later write. A
 * lease is in the machine's time, so that a moved world ends none.
 */
export async function takeLease(context: Context, id: string): Promise<TakenLease> {
  const now = context.clock.machine();
  return context.store.transaction(async (tx): Promise<TakenLease> => {
    const operation = await tx.operations.lock(id);
    if (operation === undefined || !goesOn(operation, context.operations.traitsOf(operation)))
      return { is: 'nothing-to-do' };
    const { lease } = operation;
    if (lease !== null && lease.holder !== context.holder && lasts(lease.until, now, context))
      return { is: 'busy', leftMs: Date.parse(lease.until) - now.getTime() };
    const epoch = (lease?.epoch ?? 0) + 1;
    const taken = { ...operation, lease: { holder: context.holder, epoch, until: leaseEnd(now, context) } };
    await tx.operations.save(taken);
    return { is: 'taken', epoch, operation: taken };
  });
}

/** Locks the operation in this transaction and extends the lease, if it is still ours. Throws `LeaseLost`. */
export function requireLease(
  operation: Operation | undefined,
  held: { context: Context; id: string; epoch: number },
): Operation {
  const open = operation?.state.is === 'running' || operation?.state.is === 'stopped';
  if (operation?.lease?.epoch !== held.epoch || !open) throw new LeaseLost(held.id);
  return {
    ...operation,
    lease: { ...operation.lease, until: leaseEnd(held.context.clock.machine(), held.context) },
  };
}

/** Releases the lease, so that the next process need not wait for its end; the epoch stays. */
export async function freeLease(context: Context, held: { id: string; epoch: number }): Promise<void> {
  await context.store.transaction(async (tx) => {
    const operation = await tx.operations.lock(held.id);
    if (operation?.lease?.epoch !== held.epoch) return;
    const until = context.clock.machine().toISOString();
    await tx.operations.save({ ...operation, lease: { ...operation.lease, until } });
  });
}

/** A lease that ends later than any lease can was taken by a fast clock, and counts as expired. */
function lasts(until: string, now: Date, { settings }: Context): boolean {
  const left = Date.parse(until) - now.getTime();
  return left > 0 && left <= 2 * settings.deadlines.lease;
}

function leaseEnd(now: Date, { settings }: Context): string {
  return new Date(now.getTime() + settings.deadlines.lease).toISOString();
}
