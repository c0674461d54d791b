import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

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
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const version = words['version'] ?? '';
    const reason = typeof flags['reason'] === 'string' ? flags['reason'].trim() : '';
    const ask = { version, reason, caller, place };
    if (flags['yes'] !== true) return useCases.previewQuarantine(ask);
    if (reason !== '') return useCases.quarantine(ask);
    const problem = 'Missing option: --reason.';
    const usage = `quarantine ${version} --reason "…" --yes`;
    return {
      is: 'refusal',
      refusal: refuse({ code: 'usage', command: 'quarantine', problem, usage }),
      asked: `quarantine ${version}`,
    };
  },
});
