import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

export default defineCommand({
  name: 'release',
  summary: 'Plan a release, get it approved, and run it.',
  examples: ['release vX.Y.Z', 'release vX.Y.Z --dry-run'],
  arguments: [{ name: 'version', required: true, about: 'the version to release, such as vX.Y.Z' }],
  flags: [
    { name: 'dry-run', takes: 'nothing', about: 'show the plan and its checks without saving it' },
    {
      name: 'queue',
      takes: 'nothing',
      about: 'wait for its turn while another release of the line runs',
    },
    { name: 'unqueue', takes: 'nothing', about: 'do not wait any more' },
    { name: 'exception', takes: 'text', about: 'why it cannot wait for the end of a freeze' },
    {
      name: 'break-glass',
      takes: 'text',
      about: 'the emergency: lifts freeze, beta, notice, sign-offs and approvals above the first',
    },
  ],
  permission: 'request-release',
  changes: ({ flags }) => flags['dry-run'] !== true,
  window: null,
  meanwhile: ({ words }) => `Checking ${words['version'] ?? 'the release'}…`,
  run: async ({ words, flags }, { caller, place, useCases }) => {
    const dryRun = flags['dry-run'] === true;
    if (caller.is !== 'person' && !dryRun)
      return {
        is: 'refusal',
        refusal: refuse({ code: 'token-invalid' }),
        asked: `release ${words['version'] ?? ''}`,
      };
    const { exception, 'break-glass': breakGlass } = flags;
    return useCases.planRelease({
      version: words['version'] ?? '',
      dryRun,
      ...(flags['queue'] === true && !dryRun ? { queue: 'wait' as const } : {}),
      ...(flags['unqueue'] === true ? { queue: 'leave' as const } : {}),
      ...(typeof exception === 'string' && exception.trim() !== '' ? { exception: exception.trim() } : {}),
      ...(typeof breakGlass === 'string' && breakGlass.trim() !== ''
        ? { breakGlass: breakGlass.trim() }
        : {}),
      caller,
      place,
    });
  },
});
