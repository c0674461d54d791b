import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'freeze',
  summary: 'Let no release write until a time; rollbacks and stops always run.',
  examples: ['freeze until 17:00 "the audit"', 'freeze until mon 09:00 Europe/Brussels "a quiet weekend"'],
  arguments: [
    {
      name: 'until',
      required: true,
      about: 'until when, such as 4h, 17:00, "tomorrow 09:00" or "2026-12-01 09:00", and then the reason',
      rest: true,
    },
  ],
  flags: [],
  permission: 'roll-back',
  window: null,
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.freeze({ words: words['until'] ?? '', caller, place }),
});
