import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'help',
  summary: 'Show the commands, or one command with examples.',
  examples: ['help', 'help release'],
  arguments: [{ name: 'command', required: false, about: 'the command to explain' }],
  flags: [],
  permission: 'help',
  withoutBot: true,
  window: null,
  meanwhile: () => null,
  run: async ({ words }, { help }) => help(words['command'] ?? null),
});
