import type { JobOutcome } from '../../ports/tables/jobs.ts';
import type { Context } from '../context.ts';
import { defineJob, NOTHING } from '../define-job.ts';
import { blockedAgain, isRest } from '../rest.ts';
import { byNavi, saveOperation } from '../save.ts';

/**
 * Ends a plan that was not decided in time; a plan for the remaining steps leaves its operation paused where it was. A
 * revised plan has a later deadline of its own.
 */
export async function expire(context: Context, id: string): Promise<JobOutcome> {
  const now = context.clock.now();
  return context.store.transaction(async (tx): Promise<JobOutcome> => {
    const operation = await tx.operations.lock(id);
    if (operation?.state.is !== 'awaiting-approval') return { is: 'over' };
    const { expiresAt } = operation.plan;
    if (Date.parse(expiresAt) > now.getTime()) return { is: 'again', at: expiresAt };
    const at = now.toISOString();
    tx.journal.append(byNavi(operation, 'expired', { expiresAt }));
    if (isRest(operation)) {
      const why = 'the plan of the remaining steps expired without a decision';
      await saveOperation(tx, blockedAgain(operation, { at, why, steps: context.steps }), {
        at,
        known: context,
      });
      return { is: 'over' };
    }
    await tx.surfaces.free(id);
    await saveOperation(
      tx,
      { ...operation, state: { is: 'expired', at }, finishedAt: at },
      { at, known: context },
    );
    return { is: 'over' };
  });
}

export default defineJob({
  name: 'expire',
  payload: NOTHING,
  run: (context, { subject }) => expire(context, subject.id),
});
