import type { Operation } from '../domain/operation.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Tx } from '../ports/store.ts';
import { byNavi, enqueueMessage, expireAt, saveOperation } from './save.ts';
import { type Taking, takeSurfaces } from './take-surfaces.ts';

export interface Revising extends Taking {
  differences: readonly string[];
  /** Whose approvals still count; none by default. */
  approvers?: Operation['approvers'];
}

/**
 * Saves a plan that replaces the shown one: approvals are void, it waits for approval again, and the differences are
 * posted. The new plan may touch other surfaces; when another operation holds one of them, nothing is saved and the
 * reasons are returned.
 */
export async function saveRevision(
  tx: Tx,
  revised: Operation,
  { differences, approvers = [], at, known }: Revising,
): Promise<RefusalReason[]> {
  const operation: Operation = { ...revised, state: { is: 'awaiting-approval' }, approvers };
  const held = await takeSurfaces(tx, operation, { known, at });
  if (held.length > 0) return held;
  tx.journal.append(byNavi(operation, 'revised', { differences, revision: operation.plan.revision }));
  await expireAt(tx, operation);
  await enqueueMessage(tx, operation, {
    about: {
      is: 'attention',
      text: `The plan has changed and needs approval again (revision ${operation.plan.revision}): ${differences.join('; ')}`,
      whom: 'approvers',
    },
    key: `revised:${operation.id}:${operation.plan.revision}`,
    at,
    known,
  });
  await saveOperation(tx, operation, { at, known });
  return [];
}
