import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'confirm',
  summary: 'Stand for a rollback that was asked for without proof of who asked.',
  examples: ['confirm rbk_01hx3k9q2v'],
  arguments: [{ name: 'operation', required: true, about: 'its id, as its card shows it' }],
  flags: [],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.confirmUnproven({ operation: words['operation'] ?? '', caller, place }),
});
