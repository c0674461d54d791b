import type { FreezePeriod } from './freeze.ts';
import type { JournalRow } from './journal.ts';
import type { Subject } from './subject.ts';

/** The subject of rows about the freezes that people set. */
export const FREEZES: Subject = { kind: 'store', id: 'freezes' };

/** The freezes that people set and that were not lifted, by the authentic rows about them, in order. */
export function setFreezes(rows: readonly JournalRow[]): FreezePeriod[] {
  const lifted = rows.findLastIndex(({ event }) => event === 'unfrozen');
  return rows.slice(lifted + 1).flatMap((row) => freezeIn(row) ?? []);
}

function freezeIn({ event, at, details }: JournalRow): FreezePeriod | undefined {
  const { id, from, until, reason, by } = details;
  if (event !== 'frozen' || typeof id !== 'string' || typeof until !== 'string') return undefined;
  return {
    id,
    from: typeof from === 'string' ? from : at,
    until,
    why: typeof reason === 'string' ? reason : '',
    by: typeof by === 'string' ? by : null,
  };
}
