import { defineCommand } from '../src/dispatch/command.ts';
import { decideByWords, OPERATION } from '../src/dispatch/decide.ts';

export default defineCommand({
  name: 'retract',
  summary: 'Take back a plan of your own that nobody has decided on, from the terminal.',
  examples: ['retract rel_01J'],
  arguments: [OPERATION],
  flags: [],
  permission: 'read',
  terminalOnly: true,
  window: null,
  meanwhile: () => null,
  run: (parsed, context) => decideByWords(parsed, context, (click) => context.useCases.retract(click)),
});
