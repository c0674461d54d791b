import type { JournalRow } from '../../../domain/journal.ts';
import { type Queued, queueOf } from '../../../domain/release-queue.ts';
import type { Subject } from '../../../domain/subject.ts';
import type { Tx } from '../../../ports/store.ts';

/** The authentic rows about a queue, in order. */
export async function queueRows(tx: Tx, queue: Subject): Promise<JournalRow[]> {
  const rows = await tx.journal.of(queue);
  return rows.flatMap(({ row, authentic }) => (authentic ? [row] : []));
}

/** What waits on a release line. Only the journal decides. */
export async function queueIn(tx: Tx, queue: Subject): Promise<Queued[]> {
  return queueOf(await queueRows(tx, queue));
}
