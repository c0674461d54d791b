import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import { moveCommand, writeOrHandOver } from './hand-over.ts';

const POLL_MS = 1_500;

/**
 * Moves a dist-tag away from a rolled-back version; a tag at another version is left unchanged. Optional: a failure
 * is a remark, with the command where npm requires a person.
 */
export const leaveTag = defineStep({
  kind: 'leave-tag',
  /** Moves the tag to `to` if it points at `leaves`. */
  params: z.strictObject({ name: z.string(), tag: z.string(), leaves: z.string(), to: z.string() }),
  evidence: z.object({ tag: z.string(), version: z.string().nullable() }),
  sent: z.object({ name: z.string(), tag: z.string(), version: z.string() }),
  isNicety: true,
  title: ({ name, tag, leaves }) => `Move ${tag} of ${name} off ${leaves}`,
  summary: ({ tag, version }) => `${tag} is ${version ?? 'not set'}`,
  deadline: (settings) => settings.deadlines.reconcile,
  observe: async ({ name, tag, leaves, to }, { use, sent }) => {
    const at = (await use.registry.primary(name))?.distTags[tag] ?? null;
    if (at !== leaves) return { is: 'ours', evidence: { tag, version: at } };
    if (sent === null) return { is: 'absent' };
    return { is: 'pending', expects: `${tag} to be ${to} (propagating)`, askAgainInMs: POLL_MS };
  },
  change: ({ name, tag, leaves, to }) => ({
    before: { name, tag, version: leaves },
    after: { name, tag, version: to },
  }),
  act: async ({ name, tag, to }, { use }) => {
    const move = { name, tag, version: to };
    return writeOrHandOver(async () => {
      const receipt = await use.registry.moveDistTag(move);
      return { is: 'sent', evidence: move, ...receipt };
    }, moveCommand(move));
  },
});
