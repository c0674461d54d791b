import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

export default defineCommand({
  name: 'fault',
  summary: 'Mark a release and what was built on it faulty, so that nothing ever goes back to them.',
  examples: ['fault v1.2.0 --reason "leaks the session id"'],
  arguments: [{ name: 'version', required: true, about: 'the release, as v1.2.0' }],
  flags: [{ name: 'reason', takes: 'text', about: 'why, for the journal' }],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const version = words['version'] ?? '';
    const reason = flags['reason'];
    if (typeof reason === 'string' && reason.trim() !== '')
      return useCases.markFaulty({ version, reason, caller, place });
    const problem = 'A fault needs its reason.';
    const usage = `fault ${version} --reason "…"`;
    return {
      is: 'refusal',
      refusal: refuse({ code: 'usage', command: 'fault', problem, usage }),
      asked: `fault ${version}`,
    };
  },
});
