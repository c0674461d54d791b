import { defineCommand } from '../src/dispatch/command.ts';

/** As many as fit one Slack message with a line each. */
const SHOWN = 20;

export default defineCommand({
  name: 'history',
  summary: 'The last operations: who asked, who approved, how they ended.',
  examples: ['history'],
  arguments: [],
  flags: [],
  permission: 'read',
  window: null,
  meanwhile: () => null,
  run: (_parsed, { useCases }) => useCases.history(SHOWN),
});
