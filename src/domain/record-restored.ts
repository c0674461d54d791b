import type { StateRecord } from './record.ts';
import type { Difference } from './record-differences.ts';
import type { Texts } from './saved.ts';

/** A restored row; `fields` null removes it. */
export interface RestoredRow {
  item: string;
  fields: Texts | null;
}

/**
 * The rows to restore from the journal. Where the journal is not intact, a row that it does not know may have lost
 * its journal row: it stays.
 */
export function rowsToRestore(
  { items, ended }: StateRecord,
  differences: readonly Difference[],
  { isWhole }: { isWhole: boolean },
): RestoredRow[] {
  return [...new Set(differences.map(({ item }) => item))].flatMap((item): RestoredRow[] => {
    const state = ended.get(item);
    const fields = items.get(item) ?? (state === undefined ? undefined : new Map([['state', state]]));
    if (fields !== undefined) return [{ item, fields: Object.fromEntries(fields) }];
    return isWhole ? [{ item, fields: null }] : [];
  });
}
