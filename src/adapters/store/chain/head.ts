import { createHmac } from 'node:crypto';
import { GENESIS, isSameMac, type JournalKey } from '../../../domain/journal.ts';
import { canonical } from '../../../domain/json.ts';
import { type AgedKey, type JournalContext, keysNamed } from '../journal-context.ts';
import type { JournalHeadTable } from '../tables.ts';

/** How many rows the journal has, and the MAC of the last. */
export interface Head {
  sequence: number;
  mac: string;
}

/** The head's row, sealed with the current key: without the key it cannot be forged with fewer rows. */
export function sealedHead(
  journal: JournalContext,
  head: Head = { sequence: 0, mac: GENESIS },
): JournalHeadTable {
  return { id: 1, ...head, key_id: journal.key.id, seal: sealOf(head, journal.key) };
}

/** The key with which the head is sealed; undefined for an unknown one. */
export function sealerOf(row: JournalHeadTable, journal: JournalContext): AgedKey | undefined {
  return keysNamed(journal, row.key_id).find(({ key }) => isSameMac(sealOf(row, key), row.seal));
}

function sealOf({ sequence, mac }: Head, key: JournalKey): string {
  const text = canonical({ head: { sequence, mac, keyId: key.id } });
  return createHmac('sha256', key.secret).update(text).digest('hex');
}
