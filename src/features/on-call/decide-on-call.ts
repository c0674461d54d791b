import type { Person, Role, StrangerReason } from '../../domain/person.ts';

/** A person was put on call by hand, until a time (ISO). */
export interface Override {
  person: string;
  until: string;
  by: string;
}

/** Why the group cannot be used. */
export type GroupProblem = 'unknown' | 'no-scope' | 'no-plan' | 'no-answer';

/** The user group of the chat. A member's `why` is null for an ordinary account. */
export type Group =
  | { is: 'none' }
  | { is: 'members'; id: string; members: readonly { account: string; why: StrangerReason | null }[] }
  | { is: 'unusable'; id: string; why: GroupProblem };

export interface OnCallFacts {
  people: readonly Person[];
  /** The roles that may acknowledge an alert and roll back. */
  acting: readonly Role[];
  override: Override | null;
  group: Group;
}

/** Who is called now, first to last; who follows when the override ends; and what is not right, in sentences. */
export interface OnCall {
  now: readonly Person[];
  by: 'override' | 'group' | 'role';
  /** ISO; null where no end is known. */
  until: string | null;
  next: readonly Person[];
  problems: readonly string[];
}

/** Who is on call at an instant, and next. Pure. Without a usable group it is everyone in the role on-call. */
export function decideOnCall(facts: OnCallFacts, at: string): OnCall {
  const found = calledNow(facts, at);
  const idle = found.now.flatMap((person) => idleProblem(person, facts.acting) ?? []);
  return { ...found, problems: [...found.problems, ...idle] };
}

/** Why a person on call cannot do what a call asks for; null where they can. */
export function idleProblem({ name, roles }: Person, acting: readonly Role[]): string | null {
  if (roles.some((role) => acting.includes(role))) return null;
  return `${name} is on call, and has no role that may acknowledge alerts and roll back: give them the role on-call in navi.config.yaml.`;
}

function calledNow({ people, override, group }: OnCallFacts, at: string): OnCall {
  const { members, problems } = membersOf(people, group);
  const isGroup = members.length > 0;
  const usual = isGroup ? members : people.filter(({ roles }) => roles.includes('on-call'));
  const by = isGroup ? 'group' : 'role';
  const chosen =
    override !== null && override.until > at ? people.find(({ id }) => id === override.person) : undefined;
  if (override === null || chosen === undefined) return { now: usual, by, until: null, next: [], problems };
  return {
    ...{ now: [chosen], by: 'override', until: override.until },
    next: usual.filter(({ id }) => id !== chosen.id),
    problems,
  };
}

function membersOf(people: readonly Person[], group: Group): { members: Person[]; problems: string[] } {
  if (group.is === 'none') return { members: [], problems: [] };
  if (group.is === 'unusable') return { members: [], problems: [PROBLEMS[group.why](group.id)] };
  if (group.members.length === 0)
    return { members: [], problems: [`The user group ${group.id} of onCall.group has no members.`] };
  const found = group.members.map(({ account, why }) => {
    const person = people.find(({ slack }) => slack === account);
    if (why !== null) return { problem: `${person?.name ?? account} is in the user group, but ${WHY[why]}.` };
    return person === undefined
      ? { problem: `${account} is in the user group, but not in people of navi.config.yaml.` }
      : { person };
  });
  return {
    members: found.flatMap(({ person }) => person ?? []),
    problems: found.flatMap(({ problem }) => problem ?? []),
  };
}

const PROBLEMS: Readonly<Record<GroupProblem, (id: string) => string>> = {
  unknown: (id) => `Slack has no user group ${id}: correct onCall.group in navi.config.yaml.`,
  'no-scope': () =>
    'Navi may not read user groups: add the scope usergroups:read (save manifest.json, reinstall the app).',
  'no-plan': () => 'This Slack plan has no user groups: leave onCall.group out of navi.config.yaml.',
  'no-answer': (id) => `Slack did not answer who is in the user group ${id}.`,
};

const WHY: Readonly<Record<StrangerReason, string>> = {
  guest: 'is a guest',
  external: 'is of another organisation',
  'foreign-team': 'is of another workspace',
  bot: 'is a bot',
  deactivated: 'the account is deactivated',
  unknown: 'Slack does not know the account',
  'no-token': 'has no token',
};
