import { INVISIBLE } from './invisible.ts';
import type { JsonObject } from './json.ts';

/** A role in the configuration. */
export type Role = 'release-manager' | 'approver' | 'on-call' | 'owner' | 'engineer';

export const ROLES: readonly Role[] = ['release-manager', 'approver', 'on-call', 'owner', 'engineer'];

/** A role in a sentence: one person in it, and everyone in it. */
export const ROLE_NAMES: Readonly<Record<Role, { one: string; all: string }>> = {
  'release-manager': { one: 'release manager', all: 'release managers' },
  approver: { one: 'approver', all: 'approvers' },
  'on-call': { one: 'on-call engineer', all: 'on-call engineers' },
  owner: { one: 'owner', all: 'owners' },
  engineer: { one: 'engineer', all: 'engineers' },
};

/** The names of the people who have one of these roles. */
export function namesIn(people: readonly Pick<Person, 'name' | 'roles'>[], roles: readonly Role[]): string[] {
  return people.filter((one) => one.roles.some((role) => roles.includes(role))).map(({ name }) => name);
}

/** Slack ids of everyone in one of these roles. */
export function slackIdsIn(
  people: readonly Pick<Person, 'slack' | 'roles'>[],
  roles: readonly Role[],
): string[] {
  return people
    .filter((one) => one.roles.some((role) => roles.includes(role)))
    .flatMap(({ slack }) => slack ?? []);
}

/** Slack ids of the owners, who are called when something is out of the ordinary; of the approvers where there is none. */
export function ownersIn(people: readonly Pick<Person, 'slack' | 'roles'>[]): string[] {
  const owners = slackIdsIn(people, ['owner']);
  return owners.length > 0 ? owners : slackIdsIn(people, ['approver']);
}

/** Slack ids of a role's people, or of the person with this id. */
export function ownersOf(people: readonly Person[], owner: string): string[] {
  const role = ROLES.find((one) => one === owner);
  return role === undefined
    ? people.flatMap(({ id, slack }) => (id === owner ? (slack ?? []) : []))
    : slackIdsIn(people, [role]);
}

/** One human being with all their accounts; they count as one. */
export interface Person {
  /** The configuration's key, such as `ada`. */
  id: string;
  name: string;
  slack?: string;
  github?: string;
  email?: string;
  /** Their time zone, by its IANA name; `monitoring.zone` when absent. */
  zone?: string;
  roles: readonly Role[];
}

/** Where a request came from: a Slack channel (and thread), or a terminal. */
export type Place =
  | { is: 'slack'; channel: string; thread?: string }
  | { is: 'terminal'; peer?: string }
  | { is: 'clock' };

/**
 * The caller. `person` is known and proven; `unproven` is on Navi's own machine without a valid token and may read,
 * dry-run and roll back; `stranger` may only read help, with the reason why.
 */
export type Caller =
  | { is: 'person'; person: Person; account: string; how: 'slack' | 'terminal-token' }
  | { is: 'unproven'; claimed: string }
  | { is: 'stranger'; account: string; why: StrangerReason };

/**
 * Navi itself, by a rule that people have approved in the configuration. Only a job of Navi makes one, never a way in.
 * `judged` is what the rule was applied to, for the journal.
 */
export interface ByRule {
  is: 'rule';
  /** The setting's name. */
  rule: string;
  judged: JsonObject;
}

/** How many characters of an unproven name are stored. */
const CLAIM_LENGTH = 30;

/** A claimed name for display and journal: one line, without quotes, and short. */
export function shortClaim(claimed: string): string {
  const line = claimed
    .replace(INVISIBLE, ' ')
    .replace(/[\p{C}\p{Z}"“”„«»]+/gu, ' ')
    .trim();
  const letters = [...line];
  return letters.length > CLAIM_LENGTH ? `${letters.slice(0, CLAIM_LENGTH - 1).join('')}…` : line;
}

/** A caller's name; an unproven caller is called unproven first. */
export function nameOf(caller: Caller | ByRule): string {
  switch (caller.is) {
    case 'rule':
      return `Navi (automatic, by the rule ${caller.rule})`;
    case 'person':
      return caller.person.name;
    case 'unproven':
      return `Unproven: says to be "${shortClaim(caller.claimed)}"`;
    case 'stranger':
      return caller.account;
  }
}

export type StrangerReason =
  | 'guest'
  | 'external'
  | 'foreign-team'
  | 'bot'
  | 'deactivated'
  | 'unknown'
  /** A terminal on another machine without a valid token. */
  | 'no-token';

/** What a command or a click needs. The configured policies say which roles have it. */
export type Permission = 'help' | 'read' | 'request-release' | 'roll-back' | 'tell-customers';
