import { defineCommand } from '../src/dispatch/command.ts';
import { withoutWindows } from '../src/dispatch/without-windows.ts';

export default defineCommand({
  name: 'rollback',
  summary: 'Roll back the live release: the CDN first, then npm.',
  examples: ['rollback', 'rollback vX.Y.Z --reason "errors on checkout"', 'rollback --cdn-only'],
  arguments: [
    { name: 'version', required: false, about: 'the version to roll back to (default: the known-good)' },
  ],
  flags: [
    { name: 'reason', takes: 'text', about: 'the reason, for the audit log' },
    { name: 'cdn-only', takes: 'nothing', about: 'move the pointer only, do not change npm' },
    { name: 'stop', takes: 'nothing', about: 'stop the running release; customers keep what they have' },
    { name: 'yes', takes: 'nothing', about: 'confirm without a question' },
  ],
  permission: 'roll-back',
  withoutBot: true,
  window: 'Roll back',
  meanwhile: () => null,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const given = flags['reason'];
    const reason = typeof given === 'string' ? given : undefined;
    const isConfirmed = flags['yes'] === true;
    if (flags['stop'] === true) {
      const stop = { release: words['version'] ?? '', reason, caller, place };
      return isConfirmed ? useCases.stopRelease(stop) : useCases.previewStop(stop);
    }
    const cdnOnly = flags['cdn-only'] === true;
    const request = { target: words['version'], reason, cdnOnly, caller, place };
    const said = await (isConfirmed ? useCases.rollBack(request) : useCases.previewRollback(request));
    return place.is === 'terminal' ? withoutWindows(said) : said;
  },
});
