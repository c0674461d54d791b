import { approvalsOf, mayDecide, standing } from '../../domain/approval.ts';
import type { Decided } from '../../domain/click.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Person } from '../../domain/person.ts';
import { shortHash } from '../../domain/plan.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { Believed } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { peopleNow } from '../../engine/people-now.ts';
import type { Tx } from '../../ports/store.ts';

/** Why this person's window shows a refusal, or null. */
export async function refusesIn(
  tx: Tx,
  context: Context,
  { believed, decision }: { believed: Believed; decision: 'approve' | 'reject' },
): Promise<RefusalReason | null> {
  const people = await peopleNow(tx, context);
  const { id, plan, requester } = believed.row;
  const asked = { people, requester: requester.person };
  const given = standing(plan.content.approval, await tx.journal.decisions(id), asked);
  const hasApproved = approvalsOf(plan.hash, given).some(({ person }) => person === believed.person.id);
  return (await recordRefusal(tx)) ?? decidable(context, believed, { decision, people, hasApproved });
}

/** Why this person cannot decide on this plan now, or null. */
function decidable(
  context: Context,
  { person, row: operation }: Believed,
  {
    decision,
    people,
    hasApproved,
  }: { decision: 'approve' | 'reject'; people: readonly Person[]; hasApproved: boolean },
): RefusalReason | null {
  if (operation.state.is === 'expired')
    return { code: 'plan-expired', operation: operation.id, version: operation.plan.content.version };
  if (operation.state.is !== 'awaiting-approval')
    return { code: 'already-decided', operation: operation.id, state: operation.state.is };
  if (Date.parse(operation.plan.expiresAt) <= context.clock.now().getTime())
    return { code: 'plan-expired', operation: operation.id, version: operation.plan.content.version };
  if (decision === 'approve' && hasApproved)
    return { code: 'already-decided', operation: operation.id, state: 'approved by you' };
  const asked = { people, requester: operation.requester.person };
  const rule = operation.plan.content.approval;
  const now = people.find(({ id }) => id === person.id) ?? person;
  const role = mayDecide(rule, now, asked);
  if (!('refused' in role)) return null;
  // With the roles that do not count yet the person might.
  const later = mayDecide(rule, person, { ...asked, people: context.settings.people });
  return 'refused' in later || role.refused.code !== 'approver-role-missing'
    ? role.refused
    : { code: 'role-too-new', role: later.role, people: role.refused.people };
}

/** How many digits of a plan's hash people are shown and type. */
const SHOWN_DIGITS = 8;

export function sameHash({ id, plan }: Operation, { card, planHash }: Decided): RefusalReason | null {
  if (planHash.length >= SHOWN_DIGITS && plan.hash.startsWith(planHash)) return null;
  if (card === 'terminal')
    return { code: 'plan-differs', operation: id, given: planHash, current: shortHash(plan.hash) };
  return { code: 'plan-outdated', operation: id, revision: plan.revision - 1, current: plan.revision };
}

/** What an approval will move, one line each. */
export function movesOf(
  operation: Operation,
  { operations }: Pick<Context, 'operations'>,
): readonly string[] {
  const { pointer, packages } = operation.plan.content;
  const { moves = [] } = operations.sheetOf(operation);
  return [
    ...moves,
    ...(pointer.from === pointer.to ? [] : [`${pointer.path}: ${pointer.from ?? 'nothing'} → ${pointer.to}`]),
    ...packages.flatMap(({ name, after, early }) =>
      early === undefined ? [] : [`${early.tag} of ${name}: ${early.from ?? 'nothing'} → ${after}`],
    ),
    ...packages
      .filter((move) => move.movesLatest)
      .map((move) => `latest of ${move.name}: ${move.before ?? 'nothing'} → ${move.after}`),
  ];
}
