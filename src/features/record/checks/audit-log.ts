import { acceptCommand, textsOf } from '../../../domain/record-state.ts';
import { defineCheck } from '../../../engine/define-check.ts';
import { openDifferencesIn } from '../../../engine/open-differences.ts';

/** It is verified each day and at each start. */
const OLD_MS = 26 * 3_600_000;

/** The audit log was verified not long ago, and no difference is open. */
export default defineCheck({
  name: 'audit-log',
  title: 'Audit log',
  why: 'Approvals and releases count only by an audit log that was not changed; a difference blocks releases.',
  run: async ({ store, clock }) => {
    const { last, open, head } = await store.transaction(async (tx) => ({
      last: await tx.recordChecks.last(),
      open: await openDifferencesIn(tx),
      head: await tx.journal.head(),
    }));
    if (open !== null)
      return {
        is: 'failed',
        saw: `It differs since ${open.since}: ${textsOf(open.found).join('; ')}`,
        next: `Read docs/operations.md, "The record differs". To accept it: /navi ${acceptCommand(open.head)}`,
      };
    const next = 'Type /navi audit verify, and check that the schedule verifyRecord runs.';
    if (last === undefined || last.checkedAt === null)
      return { is: 'warning', saw: 'It was not verified yet.', next };
    if (clock.now().getTime() - Date.parse(last.checkedAt) > OLD_MS)
      return { is: 'warning', saw: `It was last verified at ${last.checkedAt}.`, next };
    if (last.notCompared !== null)
      return {
        is: 'warning',
        saw: `It was not compared with Slack and with what is live: ${last.notCompared}`,
        next,
      };
    return { is: 'ok', saw: `${head.rows} entries, verified ${last.checkedAt}` };
  },
});
