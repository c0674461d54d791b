import { z } from 'zod';
import { ROLES } from '../domain/person.ts';
import { leastPeople, missingForOthers, type RoleTree, rolesIn, rolesText } from '../domain/role-tree.ts';
import type { ApprovalSettings } from '../domain/settings.ts';
import { milliseconds } from './duration.ts';
import { Duration } from './shapes.ts';

const Leaf = z.strictObject({
  role: z.enum(ROLES as [(typeof ROLES)[number], ...(typeof ROLES)[number][]]),
  count: z.int().min(1).max(5).default(1),
});
const several = <One extends z.ZodType>(one: One) => z.array(one).min(1).max(4);
const All = <One extends z.ZodType>(one: One) => z.strictObject({ all: several(one) });
const Any = <One extends z.ZodType>(one: One) => z.strictObject({ any: several(one) });
const Inner = z.union([Leaf, All(Leaf), Any(Leaf)]);
const Tree = z
  .union([Leaf, All(Inner), Any(Inner)], {
    error: 'write a rule as { role: approver, count: 2 }, { all: [ … ] } or { any: [ … ] }',
  })
  .describe('So many people of a role, all of several rules, or one of them; each person counts once');

/** Who must approve a release. */
export const RawApprovals = z
  .strictObject({
    newRolesCountAfter: Duration.default('24h').describe(
      'How long after Navi has first seen that a person was given a role it counts for approvals',
    ),
    oneMoreFor: z
      .array(z.enum(['workflow', 'dependencies', 'policy']))
      .default([])
      .describe(
        'What needs one more approver where it has changed since the live version: the release workflow, third-party packages of package-lock.json, or what plans are judged by in this file',
      ),
    rule: Tree.optional().describe(
      'Instead of release.approvals and release.approverRoles; then the only author of the commits may not approve',
    ),
    patch: Tree.optional().describe('The rule of patch releases'),
    minor: Tree.optional().describe('The rule of minor releases'),
    major: Tree.optional().describe('The rule of major releases, and of the first of a release line'),
  })
  .prefault({});
type RawApprovals = z.infer<typeof RawApprovals>;

export function approvalsOf({
  newRolesCountAfter,
  oneMoreFor,
  rule,
  ...own
}: RawApprovals): ApprovalSettings {
  const of = (kind: keyof typeof own) => own[kind] ?? rule ?? null;
  return {
    newRolesCountAfter: milliseconds(newRolesCountAfter),
    oneMoreFor,
    rules: { patch: of('patch'), minor: of('minor'), major: of('major') },
  };
}

interface Roster {
  people: Readonly<Record<string, { roles: readonly (typeof ROLES)[number][] }>>;
  permissions: { 'request-release': readonly string[] };
  release: { approvals: number; approverRoles: readonly string[] };
}

/** The rules that the people cannot satisfy for any requester, each with the missing roles. */
export function unsatisfied(
  raw: RawApprovals,
  { people, permissions }: Roster,
): { setting: string; missing: string }[] {
  const { newRolesCountAfter: _after, oneMoreFor: _more, ...rules } = raw;
  const requesters = idsWith(people, permissions['request-release']);
  return Object.entries(rules).flatMap(([setting, tree]: [string, RoleTree | undefined]) => {
    if (tree === undefined) return [];
    const missing = missingForOthers(
      tree,
      Object.entries(people).map(([id, { roles }]) => ({ id, roles })),
      requesters,
    );
    return missing.length === 0 ? [] : [{ setting, missing: rolesText(missing) }];
  });
}

/** Why a plan that needs one more approver could never be approved; null where it could. */
export function tooFewForOneMore(
  { oneMoreFor, rule, patch, minor, major }: RawApprovals,
  { people, permissions, release }: Roster,
): string | null {
  if (oneMoreFor.length === 0) return null;
  const rules = [patch ?? rule, minor ?? rule, major ?? rule].map((tree) =>
    tree === undefined
      ? { needs: release.approvals + 1, roles: release.approverRoles }
      : { needs: leastPeople(tree) + 1, roles: rolesIn(tree) },
  );
  for (const { needs, roles } of rules) {
    const able = idsWith(people, roles);
    const most = Math.max(
      0,
      ...idsWith(people, permissions['request-release']).map((id) => able.filter((one) => one !== id).length),
    );
    if (most < needs)
      return `approvals.oneMoreFor needs ${needs} approvals, but only ${most} people besides the requester are ${roles.join(' or ')}`;
  }
  return null;
}

function idsWith(people: Roster['people'], roles: readonly string[]): string[] {
  return Object.keys(people).filter((id) => people[id]?.roles.some((role) => roles.includes(role)));
}
