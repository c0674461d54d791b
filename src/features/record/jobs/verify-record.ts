import { RECORD } from '../../../domain/record-state.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { checkRecord } from '../check.ts';

/** Pause before an incomplete comparison is repeated. */
const AGAIN_MS = 60_000;

/** Verifies the journal, compares it with Slack and with what is live, and repeats until both could be read. */
export async function verifyRecord(context: Context): Promise<JobOutcome> {
  const { problem } = await checkRecord(context);
  if (problem === null) return { is: 'over' };
  return { is: 'again', at: new Date(context.clock.now().getTime() + AGAIN_MS).toISOString() };
}

/** Schedules the check of the record at this time (ISO); releases wait for it. */
export async function verifyRecordAt(tx: Tx, at: string): Promise<void> {
  const last = await tx.recordChecks.last();
  const { head = null, checkedAt = null } = last ?? {};
  await tx.recordChecks.save({ head, checkedAt, isAwaited: true, notCompared: null });
  await tx.jobs.put({
    key: 'verify-record',
    kind: 'verify-record',
    subject: RECORD,
    priority: 'normal',
    dueAt: at,
  });
}

export default defineJob({
  name: 'verify-record',
  payload: SCHEDULED,
  schedule: {
    usual: { at: '04:40' },
    why: 'When Navi verifies the whole journal and compares it with the posted heads',
  },
  run: verifyRecord,
});
