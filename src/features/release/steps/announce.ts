import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import { announcement } from '../../surfaces/index.ts';

/**
 * Done when its outbox row is committed, in the transaction that journals it. The delivery is journalled separately,
 * so that an unreachable Slack stops nothing.
 */
export const announce = defineStep({
  kind: 'announce',
  params: z.strictObject({ version: z.string() }),
  evidence: z.object({ outbox: z.string() }),
  title: (params) => `Announce v${params.version}`,
  summary: () => '',
  consequences: () => [announcement],
  observe: async () => ({ is: 'ours', evidence: { outbox: 'committed' } }),
});
