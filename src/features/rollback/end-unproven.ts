import type { Confirmation, Operation } from '../../domain/operation.ts';
import { type Known, saveOperation } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';

/**
 * Ends the rollback that waits for a confirmation on this line, if any, and redraws its card. Returns that rollback.
 */
export async function endUnproven(
  tx: Tx,
  releaseLine: string,
  { by, at, known }: { by: string; at: string; known: Known },
): Promise<Operation | undefined> {
  const waits = await tx.unproven.of(releaseLine);
  if (waits === undefined) return undefined;
  await tx.unproven.end(releaseLine);
  const rollback = await tx.operations.lock(waits.operation);
  if (rollback === undefined) return undefined;
  const ended = confirmedAs(rollback, { is: 'ended', by, at });
  await saveOperation(tx, ended, { at, known });
  return ended;
}

/** The rollback with the result of the confirmation instead of the note that it waits. */
export function confirmedAs(rollback: Operation, confirmation: Confirmation): Operation {
  const { shown, id } = rollback;
  const changes = shown.changes.filter((change) => !change.includes(`/navi confirm ${id}`));
  return { ...rollback, shown: { ...shown, changes }, confirmation };
}
