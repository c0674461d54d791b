import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'stop',
  summary: 'Stop a release before customers get it: they keep what they have.',
  examples: ['stop vX.Y.Z', 'stop vX.Y.Z --reason "wrong commit"'],
  arguments: [{ name: 'version', required: true, about: 'the release under way' }],
  flags: [
    { name: 'reason', takes: 'text', about: 'why, for the journal' },
    { name: 'yes', takes: 'nothing', about: 'confirm at once, as a terminal does' },
  ],
  permission: 'read',
  urgent: true,
  window: 'Stop release',
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const reason = flags['reason'];
    const request = {
      release: words['version'] ?? '',
      reason: typeof reason === 'string' ? reason : undefined,
      caller,
      place,
    };
    return flags['yes'] === true ? useCases.stopRelease(request) : useCases.previewStop(request);
  },
});
