import { type ApprovalRule, decidersOf } from '../../domain/approval.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { Settings } from '../../domain/settings.ts';

/** Who must approve a release; an exception to a freeze needs one more person. */
export function approvalOf(
  { release }: Settings,
  { isException }: { isException: boolean },
): Extract<ApprovalRule, { is: 'quorum' }> {
  const n = release.approvals + (isException ? 1 : 0);
  return { is: 'quorum', n, roles: release.approverRoles, notRequester: true };
}

/** Why too few people can approve an exception that this person asks for; null where enough can. */
export function lackingForException(settings: Settings, requester: string): RefusalReason | null {
  const rule = approvalOf(settings, { isException: true });
  const people = decidersOf(rule, { people: settings.people, requester }).map(({ name }) => name);
  return people.length >= rule.n ? null : { code: 'exception-lacks-approvers', needs: rule.n, people };
}
