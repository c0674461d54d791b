import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'calendar',
  summary: 'Show what was released beside what is planned, due and overdue.',
  examples: ['calendar', 'calendar --json', 'calendar --ics'],
  arguments: [],
  flags: [
    { name: 'json', takes: 'nothing', about: 'as JSON, at a terminal' },
    { name: 'ics', takes: 'nothing', about: 'as a calendar file, at a terminal' },
  ],
  permission: 'read',
  window: 'Calendar',
  meanwhile: () => null,
  run: ({ flags }, { place, useCases }) =>
    useCases.calendar({
      as: flags['ics'] === true ? 'ics' : flags['json'] === true ? 'json' : 'text',
      place,
    }),
});
