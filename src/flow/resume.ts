import { goesOn } from '../domain/operation.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { verifyRecordAt } from './jobs/verify-record.ts';
import { deliverSoon, wake } from './save.ts';

/**
 * Only the first start has something to adopt in a hurry. Looking loads the bucket's and the registry's clients, which
 * a start should be ready before, in milliseconds.
 */
const ADOPT_AFTER_MS = 10_000;

/** The record is checked soon after the doors are open. Milliseconds. */
const CHECK_AFTER_MS = 3_000;

/** What every start puts due: adopting what is live, checking the record, and going on with whatever was open when the process ended. */
export async function resume(context: Context): Promise<void> {
  const now = context.clock.now();
  const at = now.toISOString();
  const putDue = async (tx: Tx) => {
    const isFirst = (await tx.surfaces.all()).length === 0;
    const adoptAt = isFirst ? at : new Date(now.getTime() + ADOPT_AFTER_MS).toISOString();
    await tx.jobs.put({
      key: 'adopt',
      kind: 'adopt',
      subject: { kind: 'store', id: 'surfaces' },
      priority: 'normal',
      dueAt: adoptAt,
    });
    await verifyRecordAt(tx, new Date(now.getTime() + CHECK_AFTER_MS).toISOString());
    for (const operation of await tx.operations.open()) {
      if (context.store.exclusive && operation.lease !== null)
        await tx.operations.save({ ...operation, lease: { ...operation.lease, until: at } });
      await deliverSoon(tx, operation, at);
      if (goesOn(operation, context.operations.traitsOf(operation))) await wake(tx, operation, at);
    }
  };
  // Jobs have keys, and a lease that has ended has ended: a start that stood still at its commit does it again.
  await context.store.transaction(putDue, { isRepeatable: true });
}
