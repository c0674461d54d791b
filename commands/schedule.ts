import { defineCommand, flagText, wrongUsage } from '../src/dispatch/command.ts';
import { parseVersion } from '../src/domain/version.ts';

const USAGE = 'schedule vX.Y.Z --on 2026-12-10 [--at 10:00] [--owner ben], or schedule cancel vX.Y.Z "why"';

export default defineCommand({
  name: 'schedule',
  summary: 'Plan a release for a time, move it, or cancel the plan. Navi asks at that time.',
  examples: [
    'schedule vX.Y.Z --on 2026-12-10 --at 10:00 --owner ben',
    'schedule vX.Y.Z --on 2026-12-14',
    'schedule cancel vX.Y.Z "the beta was not ready"',
  ],
  arguments: [
    { name: 'version', required: true, about: 'the version, or the word cancel' },
    { name: 'cancelled', required: false, about: 'the version whose plan is cancelled' },
    { name: 'reason', required: false, about: 'why, in quotes' },
  ],
  flags: [
    { name: 'on', takes: 'text', about: 'the date, such as 2026-12-10' },
    { name: 'at', takes: 'text', about: 'the time of day, in the zone of monitoring; 10:00 when left out' },
    { name: 'owner', takes: 'text', about: 'whose release it is; you when left out' },
  ],
  permission: 'request-release',
  window: null,
  meanwhile: () => null,
  run: async (typed, { caller, place, useCases }) => {
    const { version: first = '', cancelled = '', reason = '' } = typed.words;
    const isCancel = first.toLowerCase() === 'cancel';
    const version = parseVersion(isCancel ? cancelled : first);
    if (version === undefined) return wrongUsage('schedule', 'Name a version, such as vX.Y.Z.', USAGE);
    return useCases.schedule({
      ...{ word: isCancel ? 'cancel' : 'plan', version, reason, caller, place },
      on: flagText(typed, 'on') ?? '',
      at: flagText(typed, 'at') ?? '10:00',
      owner: flagText(typed, 'owner'),
    });
  },
});
