import { defineStep } from './step.ts';

/**
 * Done when its outbox row is committed, which happens in the transaction that journals it; delivery is journalled
 * by itself, so that Slack's absence stops nothing.
 */
export const announce = defineStep({
  kind: 'announce',
  needs: [],
  title: (params) => `Announce v${params.version}`,
  deadline: () => null,
  observe: async () => ({ is: 'ours', evidence: { outbox: 'committed' } }),
});
