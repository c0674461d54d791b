import { z } from 'zod';
import type { Tx } from '../../ports/store.ts';

const Found = z.object({
  /** Pinned objects, versions on npm, and tarballs of these that were compared. */
  pinned: z.int(),
  npm: z.int(),
  tarballs: z.int(),
  differs: z.int(),
  /** What no service told. */
  unread: z.int(),
});
/** What the daily look at what customers pin has found. */
export type StoredFound = z.infer<typeof Found>;

const EVENT = 'stored-compared';

/** Journals the daily look. */
export function appendStoredCheck(tx: Tx, found: StoredFound, now: Date): void {
  tx.journal.append({
    ...{ subject: subjectOf(now), event: EVENT, actor: { is: 'navi' }, planHash: null },
    details: { ...found },
  });
}

/** The newest look of this month and the last one, by authentic rows; undefined for none. `at` is ISO. */
export async function lastStoredCheck(
  tx: Tx,
  now: Date,
): Promise<(StoredFound & { at: string }) | undefined> {
  const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0));
  for (const month of [now, before]) {
    const rows = await tx.journal.of(subjectOf(month));
    const last = rows.findLast(({ row, authentic }) => authentic && row.event === EVENT);
    const found = last && Found.safeParse(last.row.details).data;
    if (last !== undefined && found !== undefined) return { ...found, at: last.row.at };
  }
  return undefined;
}

/** One subject for each month: what is read stays small. */
function subjectOf(at: Date): { kind: string; id: string } {
  return { kind: 'stored', id: at.toISOString().slice(0, 7) };
}
