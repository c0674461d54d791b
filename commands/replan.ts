import { defineCommand } from '../src/dispatch/command.ts';
import { decideByWords, OPERATION } from '../src/dispatch/decide.ts';

export default defineCommand({
  name: 'replan',
  summary: 'After drift, plan what is left of a release again, from the terminal.',
  examples: ['replan rel_01J'],
  arguments: [OPERATION],
  flags: [],
  permission: 'read',
  terminalOnly: true,
  window: null,
  meanwhile: () => null,
  run: (parsed, context) => decideByWords(parsed, context, (click) => context.useCases.replan(click)),
});
