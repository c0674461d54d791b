import { defineCommand } from '../src/dispatch/command.ts';
import { decideByWords, OPERATION } from '../src/dispatch/decide.ts';

export default defineCommand({
  name: 'approve',
  summary: 'Approve a plan from the terminal, where Slack is away.',
  examples: ['approve rel_01J 6ad54d76'],
  arguments: [
    OPERATION,
    {
      name: 'plan',
      required: true,
      about: 'the first eight digits of the plan’s hash, as the card shows them',
    },
  ],
  flags: [],
  permission: 'read',
  terminalOnly: true,
  window: null,
  meanwhile: () => null,
  run: (parsed, context) =>
    decideByWords(parsed, context, (click) =>
      context.useCases.approve({ ...click, planHash: parsed.words['plan'] ?? '' }),
    ),
});
