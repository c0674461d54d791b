import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'when',
  summary: 'Show the earliest time at which a version can be released, and what leads there.',
  examples: ['when vX.Y.Z'],
  arguments: [{ name: 'version', required: true, about: 'the version, such as vX.Y.Z' }],
  flags: [],
  permission: 'read',
  window: null,
  meanwhile: ({ words }) => `Checking ${words['version'] ?? 'the release'}…`,
  run: ({ words }, { caller, useCases }) => useCases.when({ version: words['version'] ?? '', caller }),
});
