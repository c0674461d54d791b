import type { DutyOutcome } from '../../ports/store.ts';
import { defineJob, NOTHING } from '../define-job.ts';
import { say } from '../keep.ts';
import type { Ground } from '../ports.ts';

/** Reminds of the review that every rollback owes: it ran without a second approver. */
export async function review(ground: Ground, id: string): Promise<DutyOutcome> {
  const at = ground.clock.now().toISOString();
  await ground.store.transaction(async (tx) => {
    const operation = await tx.operations.get(id);
    if (operation === undefined) return;
    const text = `The review of this rollback is due. It ran on one confirmation, by ${operation.requester.name}.`;
    await say(tx, operation, {
      about: { is: 'attention', text, whom: 'owners' },
      key: `review:${id}`,
      at,
    });
  });
  return { is: 'over' };
}

export default defineJob({
  name: 'review',
  payload: NOTHING,
  run: (ground, { subject }) => review(ground, subject.id),
});
