import { defineCommand, flagText, wrongUsage } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'quarantine',
  formerly: ['fault'],
  summary: 'Block a version, and those built on it, as rollback targets.',
  examples: ['quarantine vX.Y.Z --reason "leaks the session id"'],
  arguments: [{ name: 'version', required: true, about: 'the bad version' }],
  flags: [
    { name: 'reason', takes: 'text', about: 'the reason, for the audit log' },
    { name: 'yes', takes: 'nothing', about: 'confirm without a question' },
  ],
  permission: 'roll-back',
  window: 'Quarantine',
  meanwhile: () => null,
  run: async (typed, { caller, place, useCases }) => {
    const version = typed.words['version'] ?? '';
    const reason = flagText(typed, 'reason')?.trim() ?? '';
    const ask = { version, reason, caller, place };
    if (typed.flags['yes'] !== true) return useCases.previewQuarantine(ask);
    if (reason !== '') return useCases.quarantine(ask);
    const usage = `quarantine ${version} --reason "…" --yes`;
    return wrongUsage('quarantine', 'Missing option: --reason.', usage);
  },
});
