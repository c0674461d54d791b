import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'pair',
  summary: 'Let a terminal act as you, with the code from npx navi login.',
  examples: ['pair HRK4-7WXA'],
  arguments: [{ name: 'code', required: true, about: 'the code that the terminal shows', rest: true }],
  flags: [],
  permission: 'read',
  window: 'Pair a terminal',
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.openPairing({ code: words['code'] ?? '', caller, place }),
});
