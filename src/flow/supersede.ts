import { isOpen, type Operation } from '../domain/operation.ts';
import { runLeftBy } from '../domain/run-left.ts';
import { watchesWhatMoves } from '../domain/watch.ts';
import type { Tx } from '../ports/store.ts';
import { byNavi, endRunOf, keepOperation } from './keep.ts';

/**
 * Ends another operation where it is: its worker finds its lease gone before its next write (DESIGN §4.7). A run that
 * it leaves behind, or may have dispatched by now, is ended.
 */
export async function supersede(tx: Tx, id: string, { by, at }: { by: string; at: string }): Promise<void> {
  const other = await tx.operations.lock(id);
  if (other === undefined || !isOpen(other.state)) return;
  const ended: Operation = { ...other, state: { is: 'superseded', at, by }, lease: null, finishedAt: at };
  tx.journal.append(byNavi(other, 'superseded', { by }));
  await tx.surfaces.free(id);
  await keepOperation(tx, ended, at);
  if (ended.kind === 'release' && runLeftBy(ended) !== null) await endRunOf(tx, ended, at);
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
