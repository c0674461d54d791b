import { isOpen, type Operation } from '../domain/operation.ts';
import { watchesWhatMoves } from '../features/rollback/watch.ts';
import type { Tx } from '../ports/store.ts';
import { byNavi, endWhatIsLeft, saveOperation } from './save.ts';

/** How long the step of who takes over has before the job asks for the same. Milliseconds. */
const OWN_STEP_MS = 10_000;

/** Ends another operation for one that takes over. The claim of a release is revoked, and its run ended. */
export async function supersede(tx: Tx, id: string, { by, at }: { by: string; at: string }): Promise<void> {
  const other = await tx.operations.lock(id);
  if (other === undefined || !isOpen(other.state)) return;
  tx.journal.append(byNavi(other, 'superseded', { by }));
  await endEarly(tx, other, { is: 'superseded', at, by });
}

/**
 * Ends an operation where it is: its worker finds its lease gone before its next write. What a release has run is ended
 * by a job.
 */
export async function endEarly(
  tx: Tx,
  operation: Operation,
  state: Extract<Operation['state'], { is: 'superseded' | 'cancelled' }>,
): Promise<Operation> {
  const { at } = state;
  const ended: Operation = { ...operation, state, lease: null, finishedAt: at };
  await tx.surfaces.free(operation.id);
  await saveOperation(tx, ended, at);
  await endWhatIsLeft(tx, ended, { run: whenEnded(state), tag: at });
  return ended;
}

/** Who takes over asks at once, by a step of its own where it has one; the job asks for the same a little later. */
function whenEnded(state: Parameters<typeof endEarly>[2]): string {
  const isAlone = state.is === 'cancelled' && state.successor === null;
  return isAlone ? state.at : new Date(Date.parse(state.at) + OWN_STEP_MS).toISOString();
}

/**
 * Ends every watch over what this release is about to move, of its own line and of others that share a package: its
 * writes are what was asked for, not strays. An alarm that a watch has raised ends with it, because whoever approved
 * was shown the world as it is now.
 */
export async function endWatches(
  tx: Tx,
  release: Operation,
  { liveTag, at }: { liveTag: string; at: string },
): Promise<void> {
  for (const one of await tx.operations.open())
    if (watchesWhatMoves(one, release, liveTag)) await supersede(tx, one.id, { by: release.id, at });
}
