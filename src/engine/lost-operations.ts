import type { JournalEvent } from '../domain/journal.ts';
import { canonical } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import { operationItem, type StateRecord, splitItem, stateTextOf } from '../domain/record.ts';
import type { Difference } from '../domain/record-differences.ts';
import { operationSubject } from '../domain/subject.ts';
import type { Context } from './context.ts';
import { compareState, type Guarding } from './guard.ts';
import { recordRefusal } from './open-differences.ts';
import { restoreState } from './restore-state.ts';

/** Events with which an operation ends. Rows of older versions have these, and no fields. */
const ENDS: ReadonlySet<JournalEvent> = new Set([
  'rejected',
  'retracted',
  'replaced',
  'expired',
  'abandoned',
  'cancelled',
  'superseded',
  'finished',
]);

/** Whether the journal has this operation in the state of its row: nothing is ended on the word of the row alone. */
export async function isJournalled(
  { record, store }: Pick<Context, 'record' | 'store'>,
  operation: Operation,
): Promise<boolean> {
  const known = stateTextOf((await record.catchUp()).record, operation.id);
  if (known !== undefined) return known === canonical(operation.state);
  const rows = await store.transaction((tx) => tx.journal.of(operationSubject(operation)));
  return rows.some(({ row, authentic }) => authentic && ENDS.has(row.event));
}

/**
 * Finds operations that the journal has open and whose row is gone, or says that it has ended: no step of them runs.
 * A rollback is restored from the journal and goes on. True where another one was found and is not reported yet.
 */
export async function restoreLost(context: Guarding & Pick<Context, 'store'>): Promise<boolean> {
  await context.record.catchUp();
  return context.store.transaction(async (tx) => {
    const found = await compareState(tx, context, null);
    const lost = found.differences.filter(isLost);
    if (lost.length === 0) return false;
    const { record } = context.record.reading();
    const isOwn = (one: Difference) => isDecidedByJournal(context, record, one);
    await restoreState(tx, context, { ...found, differences: lost.filter(isOwn) });
    return lost.some((one) => !isOwn(one)) && (await recordRefusal(tx)) === null;
  });
}

/** The open operations are read: a missing one is gone, or says that it has ended. */
function isLost({ item, field, journal }: Difference): boolean {
  return splitItem(item)[0] === 'operation' && journal !== null && (field === null || field === 'state');
}

function isDecidedByJournal({ operations }: Guarding, { items }: StateRecord, { item }: Difference): boolean {
  const kind: unknown = JSON.parse(items.get(operationItem(splitItem(item)[1]))?.get('kind') ?? 'null');
  return typeof kind === 'string' && operations.traitsOf({ kind }).isDecidedByJournal === true;
}
