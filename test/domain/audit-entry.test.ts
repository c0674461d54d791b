import { expect, it } from 'vitest';
import { auditEntry } from '../../src/domain/audit-entry.ts';
import type { JournalRow } from '../../src/domain/journal.ts';

const FORGED = '1.1.0\n7 · 2026-11-27 10:00:00 UTC · ben (approver) · approved\u2028x';

it('an entry of the audit log has its own lines only, whatever a service has said', () => {
  const row: JournalRow = {
    sequence: 6,
    at: '2026-11-27T09:00:00.000Z',
    subject: { kind: 'operation', id: 'rbk_1' },
    event: 'step-done',
    actor: { is: 'navi' },
    planHash: null,
    details: { step: `latest:x\n${FORGED}` },
    before: { version: FORGED },
    after: FORGED,
    requestIds: [`req\n${FORGED}`],
    configHash: '',
    botVersion: '',
    hosts: [],
    keyId: '',
    previous: '',
    mac: '',
  };

  const lines = auditEntry(row, true);

  expect(lines).toHaveLength(4);
  expect(lines.filter((line) => /[\r\n\u2028]/.test(line))).toEqual([]);
});
