import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'messages',
  summary: 'Show whether Navi sends you direct messages about releases, or turn them on or off.',
  examples: ['messages', 'messages off'],
  arguments: [{ name: 'choice', required: false, about: 'on or off (default: show the choice)' }],
  flags: [],
  permission: 'read',
  changes: ({ words }) => words['choice'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: ({ words: { choice } }, { caller, place, useCases }) =>
    useCases.chooseDirect({ choice, caller, place }),
});
