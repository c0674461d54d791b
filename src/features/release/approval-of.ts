import { type ApprovalRule, decidersOf } from '../../domain/approval.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import { leastPeople, rolesIn } from '../../domain/role-tree.ts';
import type { Settings } from '../../domain/settings.ts';
import { kindOf } from './change-kind.ts';

type Facts = Pick<
  ReleaseFacts,
  'exception' | 'requester' | 'asked' | 'releaseLine' | 'knownGood' | 'soleAuthor' | 'sensitive'
>;

/** Who must approve a release; an exception to a freeze needs one more person, and so does a sensitive change. */
export function ruleOf(facts: Facts, settings: Settings): Extract<ApprovalRule, { is: 'quorum' }> {
  const { release, approvals } = settings;
  const { exception, sensitive = [] } = facts;
  const more = (exception === undefined ? 0 : 1) + (sensitive.length === 0 ? 0 : 1);
  const tree = approvals.rules[kindOf(facts)];
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
