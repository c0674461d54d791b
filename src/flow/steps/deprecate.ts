import { deprecateCommand, writeOrHandOver } from './hand-over.ts';
import { defineStep } from './step.ts';

const POLL_MS = 1_500;

/** Deprecates exactly one version of one package; a version that was never published needs nothing. Never unpublishes. */
export const deprecate = defineStep({
  kind: 'deprecate',
  needs: ['registry'],
  title: (params) => `Deprecate ${params.name}@${params.version}`,
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, state }) => {
    const found = (await use.registry.package(params.name))?.versions[params.version];
    if (found === undefined) return { is: 'ours', evidence: { version: params.version, published: 'never' } };
    if (found.deprecated === params.message)
      return { is: 'ours', evidence: { version: params.version, message: params.message } };
    const sent = state.is === 'pending' && state.sent !== null;
    return sent
      ? { is: 'pending', expects: 'the deprecation to show (propagating)', askAgainInMs: POLL_MS }
      : { is: 'absent' };
  },
  act: async (params, { use }) =>
    writeOrHandOver(async () => {
      await use.registry.deprecate(params);
      return { is: 'sent', evidence: { version: params.version } };
    }, deprecateCommand(params)),
});
