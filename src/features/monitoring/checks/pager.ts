import { defineCheck } from '../../../engine/define-check.ts';
import { waitingPages } from '../../../outbox/pages.ts';

/** The pager is set, answers, and takes what Navi sends. It is not paged for this. */
export default defineCheck({
  name: 'pager',
  title: 'Pager',
  why: 'Slack alone does not wake people: an alert at night waits until the morning.',
  run: async ({ pager, store }) => {
    if (pager === null)
      return {
        is: 'not-set-up',
        saw: 'Alerts go to Slack only: NAVI_PAGER_URL is not set.',
        next: 'Set NAVI_PAGER_URL and NAVI_PAGER_SECRET; docs/monitoring.md, The pager, says how.',
      };
    const [waiting] = await store.transaction(waitingPages);
    if (waiting !== undefined)
      return {
        is: 'failed',
        saw: `It takes no pages since ${waiting.since}: ${waiting.problem}.`,
        next: 'Check NAVI_PAGER_URL, and that the receiver has NAVI_PAGER_SECRET: it answers each page with 2xx.',
      };
    await pager.reach();
    return { is: 'ok', saw: 'It answers, and has taken each page' };
  },
});
