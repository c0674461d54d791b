import { z } from 'zod';
import type { BreakGlass } from '../../../domain/break-glass.ts';
import type { FreezeException } from '../../../domain/freeze.ts';
import { MODES } from '../../../domain/gate-modes.ts';
import { ROLES } from '../../../domain/person.ts';
import type { PlanContent } from '../../../domain/plan.ts';
import type { Policy } from '../../../domain/policy.ts';
import type { RoleTree } from '../../../domain/role-tree.ts';
import { SIGN_OFF_IDS } from '../../../domain/sign-off.ts';
import { CHANGES, type Change } from '../../../domain/version.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** Everything that a release's approval covers. */
export interface ReleaseContent extends PlanContent {
  kind: 'release';
  change: Change | 'prerelease';
  tag: string;
  commit: string;
  workflow: { path: string; blob: string };
  /** The rules of the run's claim; absent in older plans. */
  claim?: { protocol: number };
  /** It may write in these freezes; absent for none, and in older plans. */
  exception?: FreezeException;
  /** Why, and what it lifts; absent for a release that lifts nothing. */
  breakGlass?: BreakGlass;
  /** The policy under which it was requested: later revisions have to satisfy it too. Absent in older plans. */
  judgedBy?: Policy;
}

const Role = z.enum(ROLES);
const Tree: z.ZodType<RoleTree> = z.lazy(() =>
  z.union([
    z.object({ role: Role, count: z.number() }),
    z.object({ all: z.array(Tree) }),
    z.object({ any: z.array(Tree) }),
  ]),
);

const OwnPolicy: z.ZodType<Policy> = z.object({
  gates: z.record(z.string(), z.enum(MODES)),
  approvals: z.object({
    rules: z.object({ patch: Tree.nullable(), minor: Tree.nullable(), major: Tree.nullable() }),
    oneMoreFor: z.array(z.enum(['workflow', 'dependencies', 'policy'])),
  }),
  release: z.object({
    approvals: z.number(),
    approverRoles: z.array(Role),
    requiredChecks: z.array(z.object({ name: z.string(), app: z.string() })),
    betaDays: z.number().exactOptional(),
    staged: z.array(z.enum(['patch', 'minor', 'major'])).exactOptional(),
  }),
  noticeDays: z.number(),
  signOffs: z.array(
    z.object({
      id: z.enum(SIGN_OFF_IDS),
      role: Role,
      covers: z.array(z.string()),
      for: z.array(z.enum(['patch', 'minor', 'major'])),
    }),
  ),
});

export const releaseContent = defineContent<ReleaseContent>({
  kind: 'release',
  own: z.looseObject({
    change: z.enum([...CHANGES, 'prerelease']),
    tag: z.string(),
    commit: z.string(),
    workflow: z.object({ path: z.string(), blob: z.string() }),
    claim: z.object({ protocol: z.number() }).exactOptional(),
    exception: z.object({ freezes: z.array(z.string()), reason: z.string() }).exactOptional(),
    breakGlass: z.object({ reason: z.string(), lifts: z.array(z.string()) }).exactOptional(),
    judgedBy: OwnPolicy.exactOptional(),
  }),
});
