import type { Operation } from '../domain/operation.ts';
import { hashPlan } from '../domain/plan.ts';
import { operationItem, planProblem, type StateRecord } from '../domain/record.ts';
import { type Difference, describeDifferences } from '../domain/record-differences.ts';
import { isAcceptable } from '../domain/record-rebased.ts';
import type { StepProblem } from '../domain/step.ts';
import { RowUnreadable } from '../ports/row-unreadable.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { withJournalledSteps } from './journalled-steps.ts';
import type { Operations } from './operations.ts';
import { reportRestored, restoreState } from './restore-state.ts';

/** How the state differs from what the journal says. */
export interface Differing {
  differences: readonly Difference[];
  /** Where the journal itself is not intact, in words. */
  flaws: readonly string[];
}

/** The dependencies of the comparison. */
export type Guarding = Pick<Context, 'record' | 'clock' | 'settings' | 'telemetry' | 'operations'>;

/** The differences between the state and the journal as this process has read it, in rows that people may accept. */
export async function acceptableIn(tx: Tx, context: Context): Promise<readonly Difference[]> {
  const { differences } = await compareState(tx, context, null);
  return differences.filter(isAcceptable);
}

/**
 * How often the comparison is repeated because another process has written meanwhile; each takes a few milliseconds. With
 * eight, a process that wrote without a pause made sound rows look changed.
 */
const MOST_COMPARISONS = 32;

/**
 * Compares every row that decides with the journal, in both directions. It must come before the first write of its
 * transaction.
 */
export async function compareState(tx: Tx, context: Guarding, operation: string | null): Promise<Differing> {
  for (let comparison = 1; ; comparison += 1) {
    const { head } = await context.record.readOn(tx);
    const checked = operation === null ? null : await tx.journal.check({ kind: 'operation', id: operation });
    const { kinds, journalRows } = await tx.state.read(operation);
    const { record, head: reached, flaws } = context.record.reading();
    const isSameMoment = reached.rows === head.rows && journalRows === head.rows;
    const differences = context.record.compare(kinds);
    const own = checked === null ? [] : ownFlaws(checked, record.approvals.get(operation ?? '')?.rows);
    if (differences.length + own.length > 0 && !isSameMoment && comparison < MOST_COMPARISONS) continue;
    const read = flaws.map(({ row, problem }) => `row ${row}: ${problem}`);
    return { differences, flaws: [...new Set([...read, ...own])] };
  }
}

/** An operation's own journal rows are verified each time: they may have been changed since they were read. */
function ownFlaws(
  { rows, changed }: { rows: number; changed: readonly number[] },
  read: number | undefined,
): string[] {
  if (changed.length > 0) return changed.map((row) => `row ${row}: this row is not as it was written`);
  return read === undefined || read === rows
    ? []
    : [`${read} rows about this operation were read, ${rows} are there`];
}

/** The differences in words; null when there are none. */
function differingText({ differences, flaws }: Differing): string | null {
  const parts = [
    ...(flaws.length === 0 ? [] : [`the journal does not hold: ${flaws.slice(0, 3).join('; ')}`]),
    ...(differences.length === 0
      ? []
      : [`the record differs from the state: ${describeDifferences(differences)}`]),
  ];
  return parts.length === 0 ? null : parts.join('. ');
}

/** The text for people: what differs, and what to do. */
export function tamperedProblem(why: string): StepProblem {
  const next =
    'Nothing was written since. Find out who wrote to the database (docs/operations.md, *The state differs from the journal*). Cancel this here; what it has moved, roll back to the known-good, which works meanwhile.';
  return { code: 'tampered', detail: `${why}. ${next}` };
}

/** An operation that may continue, as the journal describes it; or why it may not. */
export type Sound = { is: 'sound'; operation: Operation } | { is: 'tampered'; why: string };

/**
 * Whether the journal allows this operation, as read in this transaction, to continue: its plan has the requested and
 * approved hash, and the state equals the journal. An operation that the journal decides is not stopped by differing
 * rows: they are restored, and the owners are alerted.
 */
export async function soundIn(tx: Tx, context: Guarding, operation: Operation): Promise<Sound> {
  const found = await compareState(tx, context, operation.id);
  const { record } = context.record.reading();
  const why = differingText(found) ?? problemOf(record, operation, context.operations);
  if (why === null) return { is: 'sound', operation: await stepsAsJournalled(tx, context, operation) };
  if (context.operations.traitsOf(operation).isDecidedByJournal !== true) return { is: 'tampered', why };
  await restoreState(tx, context, found);
  const restored = await tx.operations.lock(operation.id);
  const left = restored === undefined ? why : problemOf(record, restored, context.operations);
  return left === null && restored !== undefined
    ? { is: 'sound', operation: await stepsAsJournalled(tx, context, restored) }
    : { is: 'tampered', why: left ?? why };
}

/**
 * What is under way is decided by the journal too: how often a step has written, since when, and what was answered. A
 * row that says otherwise is corrected, and the owners are alerted.
 */
async function stepsAsJournalled(tx: Tx, context: Guarding, operation: Operation): Promise<Operation> {
  const { record } = context.record.reading();
  const found = withJournalledSteps(operation, record.approvals.get(operation.id)?.steps);
  if (found.differences.length === 0) return operation;
  await tx.operations.save(found.operation);
  await reportRestored(tx, context, found.differences);
  return found.operation;
}

/** A rollback is decided by the journal: rows that differ are restored from it. Returns the differences in words. */
export async function restoreForRollback(context: Context): Promise<string | null> {
  await context.record.catchUp();
  return context.store.transaction(async (tx) => {
    const found = await compareState(tx, context, null);
    await restoreState(tx, context, found);
    return differingText(found);
  });
}

/** Does the work; where a row cannot be read, again after the rows were restored from the journal. */
export async function restoringUnreadable<Result>(
  context: Context,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RowUnreadable)) throw error;
    context.telemetry.error('a stored row cannot be read', error);
    await restoreForRollback(context);
    return work();
  }
}

/** Why the journal does not allow this operation to continue, or null. Writes nothing. */
export async function findTampering(context: Context, operation: Operation): Promise<string | null> {
  await context.record.catchUp();
  return context.store.transaction(async (tx) => {
    const found = await compareState(tx, context, operation.id);
    return differingText(found) ?? problemOf(context.record.reading().record, operation, context.operations);
  });
}

function problemOf(record: StateRecord, operation: Operation, operations: Operations): string | null {
  const { id, plan } = operation;
  const hash = hashPlan(plan.content);
  if (hash !== plan.hash || plan.content.operation !== id)
    return `the plan's content has the hash ${hash.slice(0, 8)}, it is stored under ${plan.hash.slice(0, 8)}`;
  // The row with its plan proves that Navi itself has confirmed it, even if another row is lost.
  const { isDecidedByJournal } = operations.traitsOf(operation);
  const isOurs = isDecidedByJournal === true && record.items.get(operationItem(id))?.has('plan') === true;
  return isOurs ? null : planProblem(record, id, plan);
}
