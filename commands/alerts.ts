import { defineCommand, wrongUsage } from '../src/dispatch/command.ts';

const USAGE = 'alerts mute <alert> until 09:00 [why]';

export default defineCommand({
  name: 'alerts',
  summary: 'List the alerts that fire, or mute one: what, since when, who acknowledged or muted it.',
  examples: ['alerts', 'alerts mute alt_01j until tomorrow 09:00'],
  arguments: [
    { name: 'mute', required: false, about: 'the word mute' },
    { name: 'alert', required: false, about: 'the alert to mute, as alerts lists it' },
    {
      name: 'until',
      required: false,
      about: 'until 09:00, until tomorrow 09:00 or 2h, and why',
      rest: true,
    },
  ],
  flags: [],
  permission: 'read',
  changes: ({ words }) => words['mute'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: async ({ words: { mute, alert, until } }, { caller, place, useCases }) => {
    if (mute === undefined) return useCases.alerts();
    if (mute.toLowerCase() === 'mute' && alert !== undefined && until !== undefined)
      return useCases.muteAlert({ alert, text: until, caller, place });
    return wrongUsage('alerts', 'Say which alert, and until when.', USAGE);
  },
});
