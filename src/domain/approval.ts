import { namesIn, type Person, type Role } from './person.ts';
import type { RefusalReason } from './refusal.ts';
import { isCovered, missingFrom, type RoleTree } from './role-tree.ts';

/** Who must approve before a plan may run; part of the plan, so that it is hashed with it. */
export type ApprovalRule =
  | { is: 'none' }
  | { is: 'confirm'; roles: readonly Role[] }
  | {
      is: 'quorum';
      n: number;
      roles: readonly Role[];
      notRequester: boolean;
      /** The approvals must cover these roles, each by another person; absent where each role of `roles` is as good. */
      covers?: RoleTree;
      /** The only author of the commits, who may not approve; absent for none. */
      notAuthor?: string;
    };

/** One person's decision on one plan hash, as journalled. */
export interface Decision {
  person: string;
  role: Role;
  /** Every role of the person that the rule names; absent where one is enough. */
  roles?: readonly Role[];
  decision: 'approve' | 'reject';
  planHash: string;
  at: string;
  reason?: string;
}

interface Asked {
  people: readonly Person[];
  requester: string;
}

/** The people who may decide on a plan that this person requested. */
export function decidersOf(
  rule: Exclude<ApprovalRule, { is: 'none' }>,
  { people, requester }: Asked,
): Person[] {
  return people
    .filter((one) => one.roles.some((role) => rule.roles.includes(role)))
    .filter((one) => rule.is !== 'quorum' || !rule.notRequester || one.id !== requester)
    .filter((one) => rule.is !== 'quorum' || one.id !== rule.notAuthor);
}

/** The role in which this person may decide, or why they may not. */
export function mayDecide(
  rule: ApprovalRule,
  person: Person,
  asked: Asked,
): { role: Role } | { refused: RefusalReason } {
  if (rule.is === 'none') return { refused: { code: 'approval-not-needed' } };
  const people = namesIn(decidersOf(rule, asked), rule.roles);
  const isRequester = person.id === asked.requester;
  const role = rule.roles.find((wanted) => person.roles.includes(wanted));
  if (role === undefined)
    return { refused: { code: 'approver-role-missing', roles: rule.roles, people, isRequester } };
  if (rule.is === 'quorum' && rule.notRequester && isRequester)
    return { refused: { code: 'approver-is-requester', people } };
  if (rule.is === 'quorum' && person.id === rule.notAuthor)
    return { refused: { code: 'approver-is-author', people } };
  return { role };
}

/**
 * Whether these decisions satisfy the rule for this hash: each person counts once, and decisions on other hashes do
 * not count.
 */
export function isApproved(rule: ApprovalRule, planHash: string, decisions: readonly Decision[]): boolean {
  if (rule.is === 'none') return true;
  const approvals = approvalsOf(planHash, decisions);
  if (approvals.length < (rule.is === 'confirm' ? 1 : rule.n)) return false;
  return (
    rule.is === 'confirm' || rule.covers === undefined || isCovered(rule.covers, approvals.map(holderOf))
  );
}

/** The roles that are still to approve; none where the rule names no tree, or is satisfied. */
export function rolesLeft(rule: ApprovalRule, planHash: string, decisions: readonly Decision[]): Role[] {
  if (rule.is !== 'quorum' || rule.covers === undefined) return [];
  return missingFrom(rule.covers, approvalsOf(planHash, decisions).map(holderOf));
}

/** The decisions of those who may still decide, with the roles that they have now. */
export function standing(rule: ApprovalRule, decisions: readonly Decision[], asked: Asked): Decision[] {
  if (rule.is === 'none') return [];
  const deciders = new Map(decidersOf(rule, asked).map((person) => [person.id, person]));
  return decisions.flatMap((decision) => {
    const person = deciders.get(decision.person);
    if (person === undefined) return [];
    return [{ ...decision, roles: person.roles.filter((role) => rule.roles.includes(role)) }];
  });
}

/** One approval of each person. */
function approvalsOf(planHash: string, decisions: readonly Decision[]): Decision[] {
  const given = decisions.filter((one) => one.decision === 'approve' && one.planHash === planHash);
  return [...new Map(given.map((one) => [one.person, one])).values()];
}

function holderOf({ role, roles = [role] }: Decision) {
  return { roles };
}
