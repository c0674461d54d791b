import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'pair',
  summary: 'Let a terminal act as you: confirm the code that npx navi login shows.',
  examples: ['pair HRK4-7WXA'],
  arguments: [{ name: 'code', required: true, about: 'the code, as the terminal shows it', rest: true }],
  flags: [],
  permission: 'read',
  window: 'Pair a terminal',
  meanwhile: () => null,
  run: ({ words }, { caller, place, useCases }) =>
    useCases.openPairing({ code: words['code'] ?? '', caller, place }),
});
