import { defineCommand } from '../src/dispatch/command.ts';

/** As many as fit a phone's screen with a line each. */
const SHOWN = 10;

export default defineCommand({
  name: 'history',
  summary: 'Show the last operations: requester, approvers, result.',
  examples: ['history'],
  arguments: [],
  flags: [],
  permission: 'read',
  withoutBot: true,
  window: null,
  meanwhile: () => null,
  run: (_parsed, { useCases }) => useCases.history(SHOWN),
});
