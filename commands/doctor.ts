import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'doctor',
  summary: 'Check that Navi is set up right: each problem with why it matters and what to do next.',
  examples: ['doctor', 'doctor slack-scopes'],
  arguments: [{ name: 'check', required: false, about: 'the only check to run (default: all)' }],
  flags: [],
  permission: 'read',
  withoutBot: true,
  window: null,
  meanwhile: () => 'Running the checks…',
  run: ({ words }, { useCases }) => useCases.doctor(words['check'] ?? null),
});
