import { expect } from 'vitest';
import { z } from 'zod';
import type { Stage } from '../../harness/crash/scenario.ts';
import { openStore } from '../../harness/store/store-reader.ts';

const Step = z.object({ step: z.string() });
/** What may stand in the journal of one operation only once. */
const ONCE = ['requested', 'approved', 'finished'];

/** The chain verifies, and an operation that went through to its last step has each of its events once. */
export async function expectJournalOnce(
  { place, secret }: Stage,
  id: string,
  lastStep: string,
): Promise<void> {
  const store = await openStore(place, secret);
  try {
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
    const rows = await store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows.every(({ authentic }) => authentic)).toBe(true);
    for (const event of ONCE)
      expect({ event, times: rows.filter(({ row }) => row.event === event).length }).toEqual({
        event,
        times: 1,
      });
    const done = rows.flatMap(({ row }) => (row.event === 'step-done' ? Step.parse(row.details).step : []));
    expect(done.toSorted()).toEqual([...new Set(done)].toSorted());
    expect(done).toContain(lastStep);
  } finally {
    await store.close();
  }
}
