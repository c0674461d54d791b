import { defineCommand } from '../src/dispatch/command.ts';
import { decideByWords, OPERATION } from '../src/dispatch/decide.ts';

export default defineCommand({
  name: 'reject',
  summary: 'Reject a plan from the terminal, with the reason.',
  examples: ['reject rel_01J 6ad54d76 "not before the fix"'],
  arguments: [
    OPERATION,
    {
      name: 'plan',
      required: true,
      about: 'the first eight digits of the plan’s hash, as the card shows them',
    },
    { name: 'reason', required: true, about: 'why, for the card and the journal', rest: true },
  ],
  flags: [],
  permission: 'read',
  terminalOnly: true,
  window: null,
  meanwhile: () => null,
  run: (parsed, context) =>
    decideByWords(parsed, context, (click) =>
      context.useCases.reject({
        ...click,
        planHash: parsed.words['plan'] ?? '',
        reason: parsed.words['reason'] ?? '',
      }),
    ),
});
