import { isApproved } from '../domain/approval.ts';
import type { Operation } from '../domain/operation.ts';
import { hashPlan } from '../domain/plan.ts';
import type { Ground } from './ports.ts';

/**
 * Whether the journal allows this operation to write: the plan's content still has the hash it is kept under, that
 * hash was journalled when it was asked for, and the decisions its rule needs stand in the journal, all under valid
 * MACs (DESIGN §4.4). Gives what is wrong, or null.
 */
export async function findTampering(ground: Ground, operation: Operation): Promise<string | null> {
  const { plan } = operation;
  const hash = hashPlan(plan.content);
  if (hash !== plan.hash || plan.content.operation !== operation.id)
    return `the plan's content has the hash ${hash.slice(0, 8)}, it is kept under ${plan.hash.slice(0, 8)}`;
  const { rows, decisions } = await ground.store.transaction(async (tx) => ({
    rows: await tx.journal.of({ kind: 'operation', id: operation.id }),
    decisions: await tx.journal.decisions(operation.id),
  }));
  const events = rows
    .filter(({ row, authentic }) => authentic && row.planHash === plan.hash)
    .map(({ row }) => row.event);
  if (!events.includes('requested') && !events.includes('revised'))
    return `the journal knows no plan ${plan.hash.slice(0, 8)} of this operation`;
  const rule = plan.content.approval;
  // One confirmation is enough for a rollback, and an unproven caller may give it (DESIGN §4.1).
  const allowed =
    rule.is === 'confirm' ? events.includes('approved') : isApproved(rule, plan.hash, decisions);
  return allowed ? null : `the journal holds no sufficient approval of ${plan.hash.slice(0, 8)}`;
}
