import { defineCommand } from '../src/dispatch/command.ts';
import { decideByWords, OPERATION } from '../src/dispatch/decide.ts';

export default defineCommand({
  name: 'retry',
  summary: 'Have a stopped operation try again, from the terminal.',
  examples: ['retry rel_01J'],
  arguments: [OPERATION],
  flags: [],
  permission: 'read',
  terminalOnly: true,
  window: null,
  meanwhile: () => null,
  run: (parsed, context) => decideByWords(parsed, context, (click) => context.useCases.retry(click)),
});
