import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'help',
  summary: 'What Navi can do, and how to type it.',
  examples: ['help', 'help release'],
  arguments: [{ name: 'command', required: false, about: 'one command, to read more of it' }],
  flags: [],
  permission: 'help',
  withoutBot: true,
  window: null,
  meanwhile: () => null,
  run: async ({ words }, { help }) => help(words['command'] ?? null),
});
