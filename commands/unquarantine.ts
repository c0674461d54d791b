import { defineCommand, flagText, wrongUsage } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'unquarantine',
  summary: 'Allow a quarantined version as a rollback target again.',
  examples: ['unquarantine vX.Y.Z --reason "the leak was elsewhere"'],
  arguments: [{ name: 'version', required: true, about: 'the quarantined version' }],
  flags: [{ name: 'reason', takes: 'text', about: 'the reason, for the audit log' }],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: async (typed, { caller, place, useCases }) => {
    const version = typed.words['version'] ?? '';
    const reason = flagText(typed, 'reason')?.trim() ?? '';
    if (reason !== '') return useCases.unquarantine({ version, reason, caller, place });
    return wrongUsage('unquarantine', 'Missing option: --reason.', `unquarantine ${version} --reason "…"`);
  },
});
