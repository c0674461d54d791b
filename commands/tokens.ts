import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

export default defineCommand({
  name: 'tokens',
  summary: 'List the terminals that act as you, or end one.',
  examples: ['tokens', 'tokens revoke trm_01hx3k9q2v'],
  arguments: [
    { name: 'what', required: false, about: 'revoke, or nothing for a list' },
    { name: 'id', required: false, about: 'which one; "own" is the terminal that asks' },
  ],
  flags: [],
  permission: 'read',
  changes: ({ words }) => words['what'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: async ({ words }, { caller, place, useCases }) => {
    const { what, id } = words;
    if (what === undefined) return useCases.listTokens({ caller, place });
    if (what === 'revoke' && id !== undefined) return useCases.revokeToken({ id, caller, place });
    const problem =
      what === 'revoke' ? 'The id is missing; tokens lists them.' : `There is no tokens "${what}".`;
    const usage = 'tokens [revoke id]';
    return {
      is: 'refusal',
      refusal: refuse({ code: 'usage', command: 'tokens', problem, usage }),
      asked: 'tokens',
    };
  },
});
