import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'confirm',
  summary: 'Stand for a rollback that was asked for without proof of who asked.',
  examples: ['confirm rbk_01hx3k9q2v', 'confirm rbk_01hx3k9q2v --end'],
  arguments: [{ name: 'operation', required: true, about: 'its id, as its card shows it' }],
  flags: [{ name: 'end', takes: 'nothing', about: 'do not stand for it, and let the line take another' }],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: ({ words, flags }, { caller, place, useCases }) =>
    useCases.confirmUnproven({
      operation: words['operation'] ?? '',
      how: flags['end'] === true ? 'ended' : 'confirmed',
      caller,
      place,
    }),
});
