import { heldAgain, isRest } from '../../features/release/rest-plan.ts';
import type { DutyOutcome } from '../../ports/store.ts';
import { defineJob, NOTHING } from '../define-job.ts';
import { byNavi, keepOperation } from '../keep.ts';
import type { Ground } from '../ports.ts';

/**
 * Ends a plan that was not decided on in time; a plan of the rest leaves its release stopped where it was. A plan revised
 * since has a later time of its own.
 */
export async function expire(ground: Ground, id: string): Promise<DutyOutcome> {
  const now = ground.clock.now();
  return ground.store.transaction(async (tx): Promise<DutyOutcome> => {
    const operation = await tx.operations.lock(id);
    if (operation?.state.is !== 'awaiting-approval') return { is: 'over' };
    const { expiresAt } = operation.plan;
    if (Date.parse(expiresAt) > now.getTime()) return { is: 'again', at: expiresAt };
    const at = now.toISOString();
    tx.journal.append(byNavi(operation, 'expired', { expiresAt }));
    if (isRest(operation)) {
      const why = 'the plan of the remaining steps expired without a decision';
      await keepOperation(tx, heldAgain(operation, { at, why, steps: ground.steps }), at);
      return { is: 'over' };
    }
    await tx.surfaces.free(id);
    await keepOperation(tx, { ...operation, state: { is: 'expired', at }, finishedAt: at }, at);
    return { is: 'over' };
  });
}

export default defineJob({
  name: 'expire',
  payload: NOTHING,
  run: (ground, { subject }) => expire(ground, subject.id),
});
