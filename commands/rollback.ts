import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'rollback',
  summary: 'Take the live release back: pointer first, then npm, proven at every probe.',
  examples: ['rollback', 'rollback v1.1.0 --reason "errors on checkout"', 'rollback --cdn-only'],
  arguments: [
    { name: 'version', required: false, about: 'what to go back to; the known-good when left out' },
  ],
  flags: [
    { name: 'reason', takes: 'text', about: 'why, for the journal' },
    { name: 'cdn-only', takes: 'nothing', about: 'move the pointer and leave npm as it is' },
    { name: 'yes', takes: 'nothing', about: 'confirm at once, as a terminal does' },
  ],
  permission: 'roll-back',
  window: 'Roll back',
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const reason = flags['reason'];
    const request = {
      target: words['version'],
      reason: typeof reason === 'string' ? reason : undefined,
      cdnOnly: flags['cdn-only'] === true,
      caller,
      place,
    };
    return flags['yes'] === true ? useCases.rollBack(request) : useCases.previewRollback(request);
  },
});
