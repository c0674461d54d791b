import type { JournalRow } from '../domain/journal.ts';
import { type OpenDifferences, openDifferences, RECORD, textsOf } from '../domain/record-state.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Tx } from '../ports/store.ts';

/** The authentic rows about the check of the record. */
export async function recordRows(tx: Tx): Promise<JournalRow[]> {
  const rows = await tx.journal.of(RECORD);
  return rows.flatMap(({ row, authentic }) => (authentic ? [row] : []));
}

/** Found differences that were not accepted. */
export async function openDifferencesIn(tx: Tx): Promise<OpenDifferences | null> {
  return openDifferences(await recordRows(tx));
}

/** Why no release, decision or unlock is possible now, or null. */
export async function recordRefusal(tx: Tx): Promise<RefusalReason | null> {
  const open = await openDifferencesIn(tx);
  return open === null ? null : { code: 'record-differs', differences: textsOf(open.found), ...open.head };
}
