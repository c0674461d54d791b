import { goesOn } from '../domain/operation.ts';
import type { Context } from '../engine/context.ts';
import { deliverSoon, wake } from '../engine/save.ts';
import { notePolicy, noteRoles } from '../features/policy/index.ts';
import { verifyRecordAt } from '../features/record/jobs/verify-record.ts';
import type { Tx } from '../ports/store.ts';

/**
 * Only the first start has something to adopt soon. The read loads the clients of bucket and registry, which must not
 * delay the start. Milliseconds.
 */
const ADOPT_AFTER_MS = 10_000;

/** The record is checked soon after the start. Milliseconds. */
const CHECK_AFTER_MS = 3_000;

/**
 * The jobs of every start: adopt what is live, check the record, and resume operations that were open when the
 * process ended.
 */
export async function resume(context: Context): Promise<void> {
  const now = context.clock.now();
  const at = now.toISOString();
  const leaseEnd = context.clock.machine().toISOString();
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
    await noteRoles(tx, context);
    await notePolicy(tx, context);
    await verifyRecordAt(tx, new Date(now.getTime() + CHECK_AFTER_MS).toISOString());
    for (const operation of await tx.operations.open()) {
      if (context.store.exclusive && operation.lease !== null)
        await tx.operations.save({ ...operation, lease: { ...operation.lease, until: leaseEnd } });
      await deliverSoon(tx, operation, { at, known: context });
      if (goesOn(operation, context.operations.traitsOf(operation)))
        await wake(tx, operation, { at, known: context });
    }
  };
  // Jobs have keys and expired leases stay expired, so a start that hangs at its commit may repeat it.
  await context.store.transaction(putDue, { isRepeatable: true });
}
