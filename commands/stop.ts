import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'stop',
  summary: 'Stop a running release before it reaches customers.',
  examples: ['stop vX.Y.Z', 'stop vX.Y.Z --reason "wrong commit"'],
  arguments: [{ name: 'version', required: true, about: 'the running release' }],
  flags: [
    { name: 'reason', takes: 'text', about: 'the reason, for the audit log' },
    { name: 'yes', takes: 'nothing', about: 'confirm without a question' },
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
