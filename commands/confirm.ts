import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'confirm',
  summary: 'Confirm a rollback that was requested without proof of identity.',
  examples: ['confirm rbk_01hx3k9q2v', 'confirm rbk_01hx3k9q2v --end'],
  arguments: [{ name: 'operation', required: true, about: 'its id, as its card shows it' }],
  flags: [{ name: 'end', takes: 'nothing', about: 'do not confirm it, and allow another rollback' }],
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
