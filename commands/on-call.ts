import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'on-call',
  summary: 'Show who is on call, put a person on call until a time, or end that.',
  examples: ['on-call', 'on-call @cleo until 18:00', 'on-call clear'],
  arguments: [
    { name: 'person', required: false, about: 'who is on call from now on; or the word clear' },
    {
      name: 'until',
      required: false,
      about: 'until 18:00, or until tomorrow 09:00, in your zone',
      rest: true,
    },
  ],
  flags: [],
  permission: 'read',
  changes: ({ words }) => words['person'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: ({ words: { person, until = '' } }, { caller, place, useCases }) =>
    useCases.onCall({ person, until, caller, place }),
});
