import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { enqueueMessage } from '../../../engine/save.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';

/** Reminds people of the review that every rollback requires: it ran without a second approver. */
export async function review(context: Context, id: string): Promise<JobOutcome> {
  const at = context.clock.now().toISOString();
  await context.store.transaction(async (tx) => {
    const operation = await tx.operations.get(id);
    if (operation === undefined) return;
    const text = `The review of this rollback is due. It ran on one confirmation, by ${operation.requester.name}.`;
    await enqueueMessage(tx, operation, {
      about: { is: 'attention', text, whom: 'owners' },
      key: `review:${id}`,
      at,
      known: context,
    });
  });
  return { is: 'over' };
}

export default defineJob({
  name: 'review',
  payload: NOTHING,
  run: (context, { subject }) => review(context, subject.id),
});
