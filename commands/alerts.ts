import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'alerts',
  summary: 'List the alerts that fire: what, since when, who acknowledged or muted it.',
  examples: ['alerts'],
  arguments: [],
  flags: [],
  permission: 'read',
  window: null,
  meanwhile: () => null,
  run: (_typed, { useCases }) => useCases.alerts(),
});
