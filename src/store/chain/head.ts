import { createHmac, timingSafeEqual } from 'node:crypto';
import { GENESIS, type JournalKey } from '../../domain/journal.ts';
import { canonical } from '../../domain/json.ts';
import { type JournalContext, keyNamed } from '../journal-context.ts';
import type { JournalHeadTable } from '../tables.ts';

/** How many rows the journal has, and the MAC of the last. */
export interface Head {
  sequence: number;
  mac: string;
}

/** The head's row, sealed under the key in use: without the key nobody can make one that says fewer rows. */
export function sealedHead(
  journal: JournalContext,
  head: Head = { sequence: 0, mac: GENESIS },
): JournalHeadTable {
  return { id: 1, ...head, key_id: journal.key.id, seal: sealOf(head, journal.key) };
}

export function isSealed(row: JournalHeadTable, journal: JournalContext): boolean {
  const key = keyNamed(journal, row.key_id);
  if (key === undefined) return false;
  const expected = Buffer.from(sealOf(row, key), 'hex');
  const found = Buffer.from(row.seal, 'hex');
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function sealOf({ sequence, mac }: Head, key: JournalKey): string {
  const text = canonical({ head: { sequence, mac, keyId: key.id } });
  return createHmac('sha256', key.secret).update(text).digest('hex');
}
