import { canonical } from './json.ts';
import { namesIn, type Person, type Role } from './person.ts';
import type { RefusalReason } from './refusal.ts';
import { isCovered, missingFrom, type RoleTree } from './role-tree.ts';

/** So many approvals, in some roles. */
export interface Quorum {
  is: 'quorum';
  n: number;
  roles: readonly Role[];
  notRequester: boolean;
  /** The approvals must cover these roles, each by another person; absent where each role of `roles` is as good. */
  covers?: RoleTree;
  /** The only author of the commits, who may not approve; absent for none. */
  notAuthor?: string;
  /** The rule of the policy under which the plan was requested, where another is in force: the approvals satisfy both. */
  also?: Omit<Quorum, 'also'>;
}

/** Who must approve before a plan may run; part of the plan, so that it is hashed with it. */
export type ApprovalRule = { is: 'none' } | { is: 'confirm'; roles: readonly Role[] } | Quorum;

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

/** The rules that approvals satisfy together. */
function partsOf(rule: Exclude<ApprovalRule, { is: 'none' }>): Exclude<ApprovalRule, { is: 'none' }>[] {
  return rule.is === 'quorum' && rule.also !== undefined ? [rule, rule.also] : [rule];
}

/** One rule of the policy in force and the plan's own; the same rule is asked once. */
export function bothRules(inForce: Quorum, own: Quorum): Quorum {
  return canonical(inForce) === canonical(own) ? inForce : { ...inForce, also: own };
}

/** The same with so many more approvals. */
export function withMore(rule: ApprovalRule, more: number): ApprovalRule {
  if (rule.is !== 'quorum') return rule;
  const also = rule.also === undefined ? {} : { also: { ...rule.also, n: rule.also.n + more } };
  return { ...rule, n: rule.n + more, ...also };
}

/** How many approvals it needs at least. */
export function approvalsNeeded(rule: ApprovalRule): number {
  if (rule.is !== 'quorum') return rule.is === 'none' ? 0 : 1;
  return Math.max(rule.n, rule.also?.n ?? 0);
}

/** The people who may decide on a plan that this person requested. */
export function decidersOf(
  rule: Exclude<ApprovalRule, { is: 'none' }>,
  { people, requester }: Asked,
): Person[] {
  return people.filter((one) => partsOf(rule).some((part) => decides(part, one, requester)));
}

function decides(rule: Exclude<ApprovalRule, { is: 'none' }>, one: Person, requester: string): boolean {
  if (!one.roles.some((role) => rule.roles.includes(role))) return false;
  return rule.is !== 'quorum' || ((!rule.notRequester || one.id !== requester) && one.id !== rule.notAuthor);
}

/** The role in which this person may decide, or why they may not. */
export function mayDecide(
  rule: ApprovalRule,
  person: Person,
  asked: Asked,
): { role: Role } | { refused: RefusalReason } {
  if (rule.is === 'none') return { refused: { code: 'approval-not-needed' } };
  const people = namesIn(decidersOf(rule, asked), rolesNamed(rule));
  const found = partsOf(rule).map((part) => mayDecideBy(part, person, { ...asked, named: people }));
  return found.find((one) => 'role' in one) ?? found[0] ?? { refused: { code: 'approval-not-needed' } };
}

function mayDecideBy(
  rule: Exclude<ApprovalRule, { is: 'none' }>,
  person: Person,
  { requester, named: people }: Asked & { named: string[] },
): { role: Role } | { refused: RefusalReason } {
  const isRequester = person.id === requester;
  const role = rule.roles.find((wanted) => person.roles.includes(wanted));
  if (role === undefined)
    return { refused: { code: 'approver-role-missing', roles: rule.roles, people, isRequester } };
  if (rule.is === 'quorum' && rule.notRequester && isRequester)
    return { refused: { code: 'approver-is-requester', people } };
  if (rule.is === 'quorum' && person.id === rule.notAuthor)
    return { refused: { code: 'approver-is-author', people } };
  return { role };
}

/** Every role that it names. */
export function rolesNamed(rule: Exclude<ApprovalRule, { is: 'none' }>): Role[] {
  return [...new Set(partsOf(rule).flatMap(({ roles }) => roles))];
}

/**
 * Whether these decisions satisfy the rule for this hash: each person counts once, and decisions on other hashes do
 * not count.
 */
export function isApproved(rule: ApprovalRule, planHash: string, decisions: readonly Decision[]): boolean {
  if (rule.is === 'none') return true;
  const parts = partsOf(rule);
  return parts.every((part) => {
    const approvals = approvalsOf(planHash, decisions).filter((one) => parts.length === 1 || isOf(part, one));
    if (approvals.length < (part.is === 'confirm' ? 1 : part.n)) return false;
    if (part.is === 'confirm' || part.covers === undefined) return true;
    return isCovered(part.covers, approvals.map(holderOf));
  });
}

/** Whether a decision on a plan with two rules counts for this one. */
function isOf(rule: Exclude<ApprovalRule, { is: 'none' }>, decision: Decision): boolean {
  if (rule.is === 'quorum' && decision.person === rule.notAuthor) return false;
  return holderOf(decision).roles.some((role) => rule.roles.includes(role));
}

/** The roles that are still to approve; none where the rule names no tree, or is satisfied. */
export function rolesLeft(rule: ApprovalRule, planHash: string, decisions: readonly Decision[]): Role[] {
  if (rule.is !== 'quorum') return [];
  const approvals = approvalsOf(planHash, decisions).map(holderOf);
  const left = [rule, rule.also].map((part) =>
    part?.covers === undefined ? [] : missingFrom(part.covers, approvals),
  );
  return left.toSorted((one, other) => other.length - one.length)[0] ?? [];
}

/** The decisions of those who may still decide, with the roles that they have now. */
export function standing(rule: ApprovalRule, decisions: readonly Decision[], asked: Asked): Decision[] {
  if (rule.is === 'none') return [];
  const named = rolesNamed(rule);
  const deciders = new Map(decidersOf(rule, asked).map((person) => [person.id, person]));
  return decisions.flatMap((decision) => {
    const person = deciders.get(decision.person);
    if (person === undefined) return [];
    return [{ ...decision, roles: person.roles.filter((role) => named.includes(role)) }];
  });
}

/** One approval of this plan by each person, in order. */
export function approvalsOf(planHash: string, decisions: readonly Decision[]): Decision[] {
  const given = decisions.filter((one) => one.decision === 'approve' && one.planHash === planHash);
  return [...new Map(given.map((one) => [one.person, one])).values()];
}

function holderOf({ role, roles = [role] }: Decision) {
  return { roles };
}
