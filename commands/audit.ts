import { defineCommand } from '../src/dispatch/command.ts';
import { refuse } from '../src/domain/refusal.ts';

const HEAD = /^[0-9a-f]{8,64}$/i;

export default defineCommand({
  name: 'audit',
  summary: 'Check that the journal is whole, and that it is the one whose head was posted.',
  examples: ['audit verify', 'audit verify 63 1a2b3c4d5e6f7a8b'],
  arguments: [
    { name: 'what', required: true, about: 'verify' },
    { name: 'rows', required: false, about: 'the number of rows in a posted head' },
    { name: 'head', required: false, about: 'the head itself' },
  ],
  flags: [],
  permission: 'read',
  withoutBot: true,
  window: null,
  meanwhile: () => 'Reading the journal…',
  run: async ({ words }, { useCases }) => {
    const { what, rows, head } = words;
    const posted = rows !== undefined && head !== undefined;
    if (what === 'verify' && rows === undefined) return useCases.auditVerify(undefined);
    if (what === 'verify' && posted && /^\d{1,12}$/.test(rows) && HEAD.test(head))
      return useCases.auditVerify({ rows: Number(rows), mac: head });
    const problem =
      what === 'verify'
        ? 'A posted head is its number of rows and its digits.'
        : `There is no audit "${what}".`;
    const usage = 'audit verify [rows head]';
    return {
      is: 'refusal',
      refusal: refuse({ code: 'usage', command: 'audit', problem, usage }),
      asked: 'audit',
    };
  },
});
