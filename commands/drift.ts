import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'drift',
  summary: 'List what was changed outside Navi: what, since when, and what you can do.',
  examples: ['drift'],
  arguments: [],
  flags: [],
  permission: 'read',
  window: null,
  meanwhile: () => null,
  run: (_typed, { useCases }) => useCases.drift(),
});
