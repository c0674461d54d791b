import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

export default defineCommand({
  name: 'unquarantine',
  summary: 'Allow a quarantined version as a rollback target again.',
  examples: ['unquarantine vX.Y.Z --reason "the leak was elsewhere"'],
  arguments: [{ name: 'version', required: true, about: 'the quarantined version' }],
  flags: [{ name: 'reason', takes: 'text', about: 'the reason, for the audit log' }],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const version = words['version'] ?? '';
    const reason = typeof flags['reason'] === 'string' ? flags['reason'].trim() : '';
    if (reason !== '') return useCases.unquarantine({ version, reason, caller, place });
    const problem = 'Missing option: --reason.';
    const usage = `unquarantine ${version} --reason "…"`;
    return {
      is: 'refusal',
      refusal: refuse({ code: 'usage', command: 'unquarantine', problem, usage }),
      asked: `unquarantine ${version}`,
    };
  },
});
