import { moveCommand, writeOrHandOver } from './hand-over.ts';
import { defineStep } from './step.ts';

const POLL_MS = 1_500;

/**
 * Moves one package's dist-tag. The registry has no precondition, so the plan's `from` is checked just before
 * (docs/effects.md); a rollback goes on whatever it finds.
 */
export const moveDistTag = defineStep({
  kind: 'move-dist-tag',
  needs: ['registry'],
  title: (params) => `Move ${params.tag} of ${params.name} to ${params.to}`,
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, state }) => {
    const found = (await use.registry.primary(params.name))?.distTags[params.tag] ?? null;
    if (found === params.to) return { is: 'ours', evidence: { tag: params.tag, version: found } };
    const sent = state.is === 'pending' && state.sent !== null;
    if (found === params.from || params.onDrift === 'go-on') {
      if (!sent) return { is: 'absent' };
      return {
        is: 'pending',
        expects: `${params.tag} to be ${params.to} (propagating)`,
        askAgainInMs: POLL_MS,
      };
    }
    const detail = `${params.tag} of ${params.name} is ${found ?? 'not set'}, the plan says ${params.from ?? 'not set'}`;
    return { is: 'foreign', trouble: { code: 'drift', detail } };
  },
  act: async ({ name, tag, to: version }, { use }) =>
    writeOrHandOver(async () => {
      await use.registry.moveDistTag({ name, tag, version });
      return { is: 'sent', evidence: { tag, version } };
    }, moveCommand({ name, tag, version })),
});
