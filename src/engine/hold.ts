import { requireLease } from './lease.ts';
import { inTurn, type Run } from './save-step.ts';

/** Renews the lease when half of it is gone. */
export async function stayHolder(run: Run): Promise<void> {
  if (leftMs(run) > run.context.settings.deadlines.lease / 2) return;
  await inTurn(run, async (tx) => {
    const operation = requireLease(await tx.operations.lock(run.id), run);
    await tx.operations.save(operation);
    return operation;
  });
}

/** The lease was renewed after the intent was saved; a process that was paused since then must not write. */
export function requireTime(run: Run): void {
  const left = leftMs(run);
  if (left < run.context.settings.deadlines.write)
    throw new Error(
      `only ${left} ms of the lease are left, a write may take ${run.context.settings.deadlines.write}`,
    );
}

function leftMs({ current, context }: Run): number {
  return Date.parse(current.lease?.until ?? '') - context.clock.machine().getTime();
}
