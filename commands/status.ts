import { defineCommand } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'status',
  summary: 'Show what is live, what is in progress, and pending approvals.',
  examples: ['status'],
  arguments: [],
  flags: [],
  permission: 'read',
  withoutBot: true,
  window: null,
  meanwhile: () => null,
  run: (_parsed, { useCases }) => useCases.status(),
});
