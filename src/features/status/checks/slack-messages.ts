import { defineCheck } from '../../../engine/define-check.ts';
import { undelivered } from '../../../outbox/undelivered.ts';

/** Slack takes what Navi sends. */
export default defineCheck({
  name: 'slack-messages',
  title: 'Messages to Slack',
  why: 'People act on cards and alerts that they have not received.',
  run: async ({ store }) => {
    const rows = await store.transaction(undelivered);
    if (rows.length === 0) return { is: 'ok', saw: 'Slack refuses none' };
    const refusals = rows.map(
      ({ channel, problem, since, messages }) => `${messages} in ${channel} since ${since}: ${problem}`,
    );
    return {
      is: 'failed',
      saw: `Slack refuses messages: ${refusals.join('; ')}`,
      next: 'Read docs/operations.md, "When Slack refuses messages".',
    };
  },
});
