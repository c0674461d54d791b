import type { CheckFound } from '../../../domain/check.ts';
import type { Person, StrangerReason } from '../../../domain/person.ts';
import { missingForOthers, rolesText } from '../../../domain/role-tree.ts';
import type { Settings } from '../../../domain/settings.ts';
import { defineCheck } from '../../../engine/define-check.ts';
import type { ChatDirectory } from '../../../ports/people.ts';
import { ServiceError } from '../../../ports/service-error.ts';

/** A person, and why they cannot decide on a card; null where they can. */
interface Listed {
  person: Person;
  problem: string | null;
}

/** The people who can decide today: those whose Slack account is an active member. */
export default defineCheck({
  name: 'roster',
  title: 'People and approvals',
  why: 'A release that too few people can approve expires, and an alert without an owner reaches no person.',
  run: async ({ directory, settings }) =>
    judgeRoster(await Promise.all(settings.people.map((person) => look(person, directory))), settings),
});

async function look(person: Person, directory: ChatDirectory): Promise<Listed> {
  const { slack } = person;
  if (slack === undefined) return { person, problem: 'has no Slack account, so cannot use cards' };
  try {
    const standing = await directory.standing(slack);
    return { person, problem: standing.is === 'member' ? null : `(${slack}) ${STRANGERS[standing.why]}` };
  } catch (error) {
    // An account that Slack does not know is the person's problem; no answer is a problem of the check.
    if (!(error instanceof ServiceError) || error.facts.kind !== 'refused') throw error;
    return { person, problem: `(${slack}): ${error.facts.problem}` };
  }
}

const STRANGERS: Readonly<Record<StrangerReason, string>> = {
  guest: 'is a guest',
  external: 'is outside the organisation',
  'foreign-team': 'is in another workspace',
  bot: 'is a bot',
  deactivated: 'is deactivated',
  unknown: 'is unknown to Slack',
  'no-token': 'is not proven',
};

const NEXT = 'Correct people in navi.config.yaml and restart Navi.';

type Judging = Pick<Settings, 'permissions' | 'release' | 'approvals'>;

/** Whether the people who can decide satisfy the approval rule. Pure. */
export function judgeRoster(
  listed: readonly Listed[],
  { permissions, release, approvals }: Judging,
): CheckFound {
  const active = listed.flatMap(({ person, problem }) => (problem === null ? [person] : []));
  const away = listed.flatMap(({ person, problem }) =>
    problem === null ? [] : [`${person.name} ${problem}`],
  );
  const withOneOf = (roles: readonly string[]) =>
    active.filter((one) => one.roles.some((role) => roles.includes(role)));
  const approvers = withOneOf(release.approverRoles);
  const because = away.length === 0 ? '' : ` (${away.join('; ')})`;
  const lacking = lackingApprovers(active, { permissions, release, approvals });
  if (lacking !== null) return { is: 'failed', saw: `${lacking}${because}.`, next: NEXT };
  if (withOneOf(permissions['roll-back']).length === 0)
    return { is: 'failed', saw: `There is no person who may roll back${because}.`, next: NEXT };
  if (withOneOf(['owner']).length === 0)
    return {
      is: 'warning',
      saw: `There is no owner, so alerts mention the approvers${because}.`,
      next: 'Give a person the role owner in navi.config.yaml and restart Navi.',
    };
  if (away.length > 0) return { is: 'warning', saw: `${away.join('; ')}.`, next: NEXT };
  const saw = `${active.length} people; ${approvers.length} can approve, ${release.approvals} must`;
  return { is: 'ok', saw };
}

/** Why too few of these people can approve the request of another person; null where enough can. */
function lackingApprovers(
  active: readonly Person[],
  { permissions, release, approvals }: Judging,
): string | null {
  const idsWith = (roles: readonly string[]) =>
    active.filter((one) => one.roles.some((role) => roles.includes(role))).map(({ id }) => id);
  const requesters = idsWith(permissions['request-release']);
  for (const [kind, rule] of Object.entries(approvals.rules)) {
    const missing = rule === null ? [] : missingForOthers(rule, active, requesters);
    if (missing.length > 0)
      return `A ${kind} release needs more people than the requester: ${rolesText(missing)} is missing`;
  }
  if (!Object.values(approvals.rules).includes(null)) return null;
  const able = idsWith(release.approverRoles);
  const most = Math.max(0, ...requesters.map((id) => able.filter((one) => one !== id).length));
  if (most >= release.approvals) return null;
  return `A release needs ${release.approvals} ${release.approvals === 1 ? 'approval' : 'approvals'} by other people, and ${most} of them can approve`;
}
