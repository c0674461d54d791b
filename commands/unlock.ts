import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'unlock',
  summary: 'Let a line be released again after a rollback.',
  examples: ['unlock v1 "fixed by #231"'],
  arguments: [
    { name: 'line', required: true, about: 'the line, as v1' },
    { name: 'reason', required: true, about: 'why it may be released again', rest: true },
  ],
  flags: [],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.unlock({ line: words['line'] ?? '', reason: words['reason'] ?? '', caller, place }),
});
