import { isApproved } from '../domain/approval.ts';
import type { Operation } from '../domain/operation.ts';
import { hashPlan } from '../domain/plan.ts';
import type { Ground } from './ports.ts';

/**
 * Whether the journal allows this operation to write: the plan's content still has the hash it is kept under, and the
 * approvals its rule needs stand in the journal under valid MACs (DESIGN §4.4). Gives what is wrong, or null.
 */
export async function findTampering(ground: Ground, operation: Operation): Promise<string | null> {
  const { plan } = operation;
  const hash = hashPlan(plan.content);
  if (hash !== plan.hash || plan.content.operation !== operation.id)
    return `the plan's content has the hash ${hash.slice(0, 8)}, it is kept under ${plan.hash.slice(0, 8)}`;
  const decisions = await ground.store.transaction((tx) => tx.journal.decisions(operation.id));
  if (!isApproved(plan.content.approval, plan.hash, decisions))
    return `the journal holds no sufficient approval of ${plan.hash.slice(0, 8)}`;
  return null;
}
