import type { StateRecord } from './record.ts';
import type { Difference } from './record-differences.ts';
import type { Saved, Texts } from './saved.ts';

/** A row as it is written again; `fields` null removes it. */
export interface RestoredRow {
  item: string;
  fields: Texts | null;
}

/**
 * The rows that are written again as the journal has them. Where the journal does not hold, a row that none of its rows
 * wrote may be one whose row was lost: it stays.
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

/** The rows that stay though no journal row wrote them: once two persons have accepted them the journal has them. */
export function rowsToAdopt(differences: readonly Difference[]): Saved {
  const extra = differences.flatMap(({ item, field, journal, state }) =>
    field === null && journal === null && state !== null ? [[item, fieldsIn(state)] as const] : [],
  );
  return Object.fromEntries(extra);
}

function fieldsIn(text: string): Saved[string] {
  return JSON.parse(text);
}
