import { type ApprovalRule, decidersOf } from '../../domain/approval.ts';
import type { Role } from '../../domain/person.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import { leastPeople, rolesIn } from '../../domain/role-tree.ts';
import type { Settings } from '../../domain/settings.ts';
import { kindOf } from './change-kind.ts';

type Facts = Pick<
  ReleaseFacts,
  | 'breakGlass'
  | 'exception'
  | 'requester'
  | 'asked'
  | 'releaseLine'
  | 'knownGood'
  | 'soleAuthor'
  | 'sensitive'
>;

/**
 * Who must approve a release; an exception to a freeze needs one more person, and so does a sensitive change. With break
 * glass the first approval is enough: another person's, as ever.
 */
export function ruleOf(facts: Facts, settings: Settings): Extract<ApprovalRule, { is: 'quorum' }> {
  const { release, approvals } = settings;
  const { exception, sensitive = [] } = facts;
  const more = (exception === undefined ? 0 : 1) + (sensitive.length === 0 ? 0 : 1);
  const tree = approvals.rules[kindOf(facts)];
  if (facts.breakGlass !== undefined)
    return oneOf(facts, tree === null ? release.approverRoles : rolesIn(tree));
  if (tree === null)
    return { is: 'quorum', n: release.approvals + more, roles: release.approverRoles, notRequester: true };
  return {
    is: 'quorum',
    n: leastPeople(tree) + more,
    roles: rolesIn(tree),
    notRequester: true,
    covers: tree,
    ...(facts.soleAuthor === undefined ? {} : { notAuthor: facts.soleAuthor }),
  };
}

function oneOf({ soleAuthor }: Facts, roles: readonly Role[]): ReturnType<typeof ruleOf> {
  const author = soleAuthor === undefined ? {} : { notAuthor: soleAuthor };
  return { is: 'quorum', n: 1, roles, notRequester: true, ...author };
}

/** Why too few people can approve an exception for this requester; null where enough can. */
export function lackingForException(facts: Facts, settings: Settings): RefusalReason | null {
  const rule = ruleOf({ ...facts, exception: { freezes: [], reason: '' } }, settings);
  const deciders = decidersOf(rule, { people: settings.people, requester: facts.requester ?? '' });
  if (deciders.length >= rule.n) return null;
  return {
    code: 'exception-lacks-approvers',
    needs: rule.n,
    people: deciders.map(({ name }) => name),
  };
}
