import type { Tx } from '../../ports/store.ts';
import { type LateWrite, lateWrites } from './late-write.ts';
import { surfaceSubject } from './looks.ts';

/** No late write can arrive from an operation that ended longer ago. Milliseconds. */
const LOOK_BACK_MS = 2 * 3_600_000;

/** The writes of Navi's own that may still arrive, by authentic rows, and were not put back yet. */
export async function readLate(tx: Tx, at: string): Promise<LateWrite[]> {
  const since = new Date(Date.parse(at) - LOOK_BACK_MS).toISOString();
  const operations = [...(await tx.operations.open()), ...(await tx.operations.endedSince(since))];
  const late: LateWrite[] = [];
  for (const operation of operations) {
    const rows = await authenticRows(tx, { kind: 'operation', id: operation.id });
    late.push(...lateWrites(operation, rows, at));
  }
  const left: LateWrite[] = [];
  for (const one of late) {
    const rows = await authenticRows(tx, surfaceSubject(one.surface));
    const isPutBack = rows.some(
      ({ event, details }) =>
        event === 'late-write' && details['operation'] === one.operation && details['step'] === one.step,
    );
    if (!isPutBack) left.push(one);
  }
  return left;
}

async function authenticRows(tx: Tx, subject: { kind: string; id: string }) {
  return (await tx.journal.of(subject)).flatMap(({ row, authentic }) => (authentic ? [row] : []));
}
