import { namesIn, type Person, type Role } from './person.ts';
import type { RefusalReason } from './refusal.ts';

/** Who must approve before a plan may run; part of the plan, so that it is hashed with it. */
export type ApprovalRule =
  | { is: 'none' }
  | { is: 'confirm'; roles: readonly Role[] }
  | { is: 'quorum'; n: number; roles: readonly Role[]; notRequester: boolean };

/** One person's decision on one plan hash, as journalled. */
export interface Decision {
  person: string;
  role: Role;
  decision: 'approve' | 'reject';
  planHash: string;
  at: string;
  reason?: string;
}

/** The people who may decide on a plan that this person requested. */
export function decidersOf(
  rule: Exclude<ApprovalRule, { is: 'none' }>,
  { people, requester }: { people: readonly Person[]; requester: string },
): Person[] {
  return people
    .filter((one) => one.roles.some((role) => rule.roles.includes(role)))
    .filter((one) => rule.is !== 'quorum' || !rule.notRequester || one.id !== requester);
}

/** The role in which this person may decide, or why they may not. */
export function mayDecide(
  rule: ApprovalRule,
  person: Person,
  asked: { people: readonly Person[]; requester: string },
): { role: Role } | { refused: RefusalReason } {
  if (rule.is === 'none') return { refused: { code: 'approval-not-needed' } };
  const people = namesIn(decidersOf(rule, asked), rule.roles);
  const isRequester = person.id === asked.requester;
  const role = rule.roles.find((wanted) => person.roles.includes(wanted));
  if (role === undefined)
    return { refused: { code: 'approver-role-missing', roles: rule.roles, people, isRequester } };
  if (rule.is === 'quorum' && rule.notRequester && isRequester)
    return { refused: { code: 'approver-is-requester', people } };
  return { role };
}

/**
 * Whether these decisions satisfy the rule for this hash: each person counts once, and decisions on other hashes do
 * not count.
 */
export function isApproved(rule: ApprovalRule, planHash: string, decisions: readonly Decision[]): boolean {
  if (rule.is === 'none') return true;
  const approvers = new Set(
    decisions.filter((d) => d.decision === 'approve' && d.planHash === planHash).map((d) => d.person),
  );
  return approvers.size >= (rule.is === 'confirm' ? 1 : rule.n);
}
