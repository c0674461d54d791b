import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'unlock',
  summary: 'Unlock a release line after a rollback.',
  examples: ['unlock v1 "fixed by #231"'],
  arguments: [
    { name: 'line', required: true, about: 'the release line, such as v1' },
    { name: 'reason', required: true, about: 'why it can be released again', rest: true },
  ],
  flags: [],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.unlock({ releaseLine: words['line'] ?? '', reason: words['reason'] ?? '', caller, place }),
});
