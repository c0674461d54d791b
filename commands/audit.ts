import { defineCommand, flagText, wrongUsage } from '../src/dispatch/command.ts';
import type { Message } from '../src/domain/message.ts';
import type { JournalHead } from '../src/domain/record-check.ts';

const HEAD = /^[0-9a-f]{8,64}$/i;
const ROWS = /^\d{1,12}$/;
const USAGE = 'audit verify [rows hash], audit show <operation>, or audit accept <rows> <hash> --reason "…"';

export default defineCommand({
  name: 'audit',
  summary: 'Verify the audit log, show an operation’s entries, or accept differences.',
  examples: [
    'audit verify',
    'audit verify 63 1a2b3c4d5e6f7a8b',
    'audit show rel_01kt5wq0c7v2m',
    'audit accept 63 1a2b3c4d5e6f7a8b --reason "restored the backup of Sunday"',
  ],
  arguments: [
    { name: 'action', required: true, about: 'verify, show or accept' },
    {
      name: 'rows',
      required: false,
      about: 'the entry number of a posted checkpoint, or the operation to show',
    },
    { name: 'hash', required: false, about: 'its hash' },
  ],
  flags: [{ name: 'reason', takes: 'text', about: 'why the record is accepted as it is' }],
  permission: 'read',
  withoutBot: true,
  changes: ({ words }) => words['action'] === 'accept',
  window: null,
  meanwhile: () => 'Reading the audit log…',
  run: async (typed, { useCases, caller, place }) => {
    const { action: what, rows, hash } = typed.words;
    const posted = headOf(rows, hash);
    if (what === 'show') return rows === undefined ? refused('Name an operation.') : useCases.auditShow(rows);
    if (what === 'verify' && rows === undefined) return useCases.auditVerify(undefined);
    if (what !== 'verify' && what !== 'accept') return refused(`Unknown subcommand "${what}".`);
    if (posted === undefined) return refused('A checkpoint is an entry number and a hash.');
    if (what === 'verify') return useCases.auditVerify(posted);
    const reason = flagText(typed, 'reason')?.trim() ?? '';
    if (reason === '') return refused('Missing option: --reason.');
    return useCases.acceptRecord({ head: posted, reason, caller, place });
  },
});

function headOf(rows: string | undefined, head: string | undefined): JournalHead | undefined {
  if (rows === undefined || head === undefined || !ROWS.test(rows) || !HEAD.test(head)) return undefined;
  return { rows: Number(rows), mac: head.toLowerCase() };
}

function refused(problem: string): Message {
  return wrongUsage('audit', problem, USAGE);
}
