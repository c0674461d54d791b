import { defineCommand, wrongUsage } from '../src/dispatch/command.ts';

export default defineCommand({
  name: 'tokens',
  summary: 'List the terminals that can act as you, or revoke one.',
  examples: ['tokens', 'tokens revoke trm_01hx3k9q2v'],
  arguments: [
    { name: 'action', required: false, about: 'revoke (default: list them)' },
    { name: 'id', required: false, about: 'its id; "own" is this terminal' },
  ],
  flags: [],
  permission: 'read',
  changes: ({ words }) => words['action'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: async ({ words }, { caller, place, useCases }) => {
    const { action: what, id } = words;
    if (what === undefined) return useCases.listTokens({ caller, place });
    if (what === 'revoke' && id !== undefined) return useCases.revokeToken({ id, caller, place });
    const problem =
      what === 'revoke'
        ? 'Missing argument: id. To see the ids, type tokens.'
        : `Unknown subcommand "${what}".`;
    return wrongUsage('tokens', problem, 'tokens [revoke id]');
  },
});
