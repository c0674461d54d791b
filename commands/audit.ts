import { defineCommand } from '../src/dispatch/command.ts';
import type { Message } from '../src/domain/message.ts';
import type { JournalHead } from '../src/domain/record-check.ts';
import { refuse } from '../src/domain/refusal.ts';

const HEAD = /^[0-9a-f]{8,64}$/i;
const ROWS = /^\d{1,12}$/;
const USAGE = 'audit verify [rows head], or audit accept rows head --reason "…"';

export default defineCommand({
  name: 'audit',
  summary: 'Check that the journal is whole and the one whose head was posted; accept one that is not.',
  examples: [
    'audit verify',
    'audit verify 63 1a2b3c4d5e6f7a8b',
    'audit accept 63 1a2b3c4d5e6f7a8b --reason "restored the backup of Sunday"',
  ],
  arguments: [
    { name: 'what', required: true, about: 'verify or accept' },
    { name: 'rows', required: false, about: 'the number of rows in a posted head' },
    { name: 'head', required: false, about: 'the head itself' },
  ],
  flags: [{ name: 'reason', takes: 'text', about: 'why the record is accepted as it stands' }],
  permission: 'read',
  withoutBot: true,
  changes: ({ words }) => words['what'] === 'accept',
  window: null,
  meanwhile: () => 'Reading the journal…',
  run: async ({ words, flags }, { useCases, caller, place }) => {
    const { what, rows, head } = words;
    const posted = headOf(rows, head);
    if (what === 'verify' && rows === undefined) return useCases.auditVerify(undefined);
    if (what !== 'verify' && what !== 'accept') return refused(`There is no audit "${what}".`);
    if (posted === undefined) return refused('A head is its number of rows and its digits.');
    if (what === 'verify') return useCases.auditVerify(posted);
    const reason = flags['reason'];
    if (typeof reason !== 'string' || reason.trim() === '') return refused('A reason is needed.');
    return useCases.acceptRecord({ head: posted, reason: reason.trim(), caller, place });
  },
});

function headOf(rows: string | undefined, head: string | undefined): JournalHead | undefined {
  if (rows === undefined || head === undefined || !ROWS.test(rows) || !HEAD.test(head)) return undefined;
  return { rows: Number(rows), mac: head.toLowerCase() };
}

function refused(problem: string): Message {
  const refusal = refuse({ code: 'usage', command: 'audit', problem, usage: USAGE });
  return { is: 'refusal', refusal, asked: 'audit' };
}
