import type { Reopen } from './context.ts';
import { requireLease } from './lease.ts';
import { saveRevision } from './save-revision.ts';
import type { Run } from './save-step.ts';
import type { StepOutcome } from './wait.ts';

/** The same plan waits for approval again, as a new revision; the approvals that still count stay. */
export async function reopen(run: Run, { why, approvers }: Reopen): Promise<StepOutcome> {
  const { context } = run;
  const at = context.clock.now().toISOString();
  const expiresAt = new Date(Date.parse(at) + context.settings.release.expiresAfter).toISOString();
  await context.store.transaction(async (tx) => {
    const operation = requireLease(await tx.operations.lock(run.id), run);
    const plan = { ...operation.plan, revision: operation.plan.revision + 1, createdAt: at, expiresAt };
    return saveRevision(tx, { ...operation, plan }, { differences: why, approvers, at, known: context });
  });
  return { is: 'stopped' };
}
