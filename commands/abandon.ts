import { defineCommand } from '../src/dispatch/command.ts';
import { decideByWords, OPERATION } from '../src/dispatch/decide.ts';

export default defineCommand({
  name: 'abandon',
  summary: 'End a stopped operation, from the terminal; what it moved is given back.',
  examples: ['abandon rel_01J'],
  arguments: [OPERATION],
  flags: [],
  permission: 'read',
  terminalOnly: true,
  window: null,
  meanwhile: () => null,
  run: (parsed, context) => decideByWords(parsed, context, (click) => context.useCases.abandon(click)),
});
