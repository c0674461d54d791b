import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'can-i-release',
  summary: 'Show what blocks a version now, who can clear it, and how.',
  examples: ['can-i-release vX.Y.Z'],
  arguments: [{ name: 'version', required: true, about: 'the version, such as vX.Y.Z' }],
  flags: [],
  permission: 'read',
  window: null,
  meanwhile: ({ words }) => `Checking ${words['version'] ?? 'the release'}…`,
  run: ({ words }, { caller, useCases }) => useCases.canIRelease({ version: words['version'] ?? '', caller }),
});
