import { type ApprovalRule, decidersOf } from '../../domain/approval.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';

type Facts = Pick<ReleaseFacts, 'exception' | 'requester'>;

/** Who must approve a release; an exception to a freeze needs one more person. */
export function ruleOf({ exception }: Facts, { release }: Settings): Extract<ApprovalRule, { is: 'quorum' }> {
  const more = exception === undefined ? 0 : 1;
  return { is: 'quorum', n: release.approvals + more, roles: release.approverRoles, notRequester: true };
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
