import { isOpen, type Operation } from '../domain/operation.ts';
import type { Tx } from '../ports/store.ts';
import { byNavi, cleanUp, type Known, saveOperation } from './save.ts';

/** How long the new operation's own step has before the job does the same. Milliseconds. */
const OWN_STEP_MS = 10_000;

/** Ends another operation in favour of a new one, and cleans up what it leaves. */
export async function supersede(
  tx: Tx,
  id: string,
  { by, at, known }: { by: string; at: string; known: Known },
): Promise<void> {
  const other = await tx.operations.lock(id);
  if (other === undefined || !isOpen(other.state)) return;
  tx.journal.append(byNavi(other, 'superseded', { by }));
  await endEarly(tx, other, { is: 'superseded', at, by }, known);
}

/**
 * Ends an operation immediately: its worker finds the lease lost before its next write. A job cleans up what it leaves.
 */
export async function endEarly(
  tx: Tx,
  operation: Operation,
  state: Extract<Operation['state'], { is: 'superseded' | 'cancelled' }>,
  known: Known,
): Promise<Operation> {
  const { at } = state;
  const ended: Operation = { ...operation, state, lease: null, finishedAt: at };
  await tx.surfaces.free(operation.id);
  await saveOperation(tx, ended, { at, known });
  await cleanUp(tx, ended, { at, afterSuccessor: whenEnded(state), known });
  return ended;
}

/**
 * The new operation may clean up immediately, by a step of its own; the job does the same a little later.
 */
function whenEnded(state: Parameters<typeof endEarly>[2]): string {
  const isAlone = state.is === 'cancelled' && state.successor === null;
  return isAlone ? state.at : new Date(Date.parse(state.at) + OWN_STEP_MS).toISOString();
}
