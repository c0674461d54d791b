import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

export default defineCommand({
  name: 'unquarantine',
  summary: 'Let a quarantined version be rolled back to again.',
  examples: ['unquarantine vX.Y.Z --reason "the leak was elsewhere"'],
  arguments: [{ name: 'version', required: true, about: 'the quarantined version' }],
  flags: [{ name: 'reason', takes: 'text', about: 'why, for the journal' }],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const version = words['version'] ?? '';
    const reason = typeof flags['reason'] === 'string' ? flags['reason'].trim() : '';
    if (reason !== '') return useCases.unquarantine({ version, reason, caller, place });
    const problem = 'The end of a quarantine needs its reason.';
    const usage = `unquarantine ${version} --reason "…"`;
    return {
      is: 'refusal',
      refusal: refuse({ code: 'usage', command: 'unquarantine', problem, usage }),
      asked: `unquarantine ${version}`,
    };
  },
});
