import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'unfreeze',
  summary: 'Lift the freezes that people set.',
  examples: ['unfreeze "the audit is over"'],
  arguments: [{ name: 'reason', required: true, about: 'why releases may write again', rest: true }],
  flags: [],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.unfreeze({ reason: words['reason'] ?? '', caller, place }),
});
