import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'status',
  summary: 'What is live on every surface, what is under way, and who waits for whom.',
  examples: ['status'],
  arguments: [],
  flags: [],
  permission: 'read',
  withoutBot: true,
  window: null,
  meanwhile: () => null,
  run: (_parsed, { useCases }) => useCases.status(),
});
