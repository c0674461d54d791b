import { defineCommand } from '../src/dispatch/command.ts';

/** The number of lines that fit a phone's screen. */
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
