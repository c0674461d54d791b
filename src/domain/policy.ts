import { createHash } from 'node:crypto';
import { type GateMode, ownModes } from './gate-modes.ts';
import { canonical, type Json } from './json.ts';
import type { ApprovalSettings, Settings } from './settings.ts';
import type { SignOff } from './sign-off.ts';
import type { Subject } from './subject.ts';

/** The subject of rows about the policy. */
export const POLICY: Subject = { kind: 'store', id: 'policy' };

/** What a release's plan is judged by: the modes of the gates, the numbers that they ask for, and who must approve. */
export interface Policy {
  gates: Readonly<Record<string, GateMode>>;
  approvals: Pick<ApprovalSettings, 'rules' | 'oneMoreFor'>;
  release: Pick<Settings['release'], 'approvals' | 'approverRoles' | 'requiredChecks'> & {
    betaDays?: number;
    /** Absent for the default. */
    staged?: Settings['release']['staged'];
  };
  noticeDays: number;
  signOffs: readonly SignOff[];
}

export function policyOf({ gates, approvals, release, customers, signOffs }: Settings): Policy {
  return {
    gates,
    approvals: { rules: approvals.rules, oneMoreFor: approvals.oneMoreFor },
    release: {
      approvals: release.approvals,
      approverRoles: release.approverRoles,
      requiredChecks: release.requiredChecks,
      ...(release.betaDays === null ? {} : { betaDays: release.betaDays }),
      ...(isAsByDefault(release.staged) ? {} : { staged: release.staged }),
    },
    noticeDays: customers.noticeDays,
    signOffs,
  };
}

/** The settings as they would be under this policy. */
export function underPolicy(
  settings: Settings,
  { gates, approvals, release, noticeDays, signOffs }: Policy,
): Settings {
  return {
    ...settings,
    gates,
    approvals: { ...settings.approvals, ...approvals },
    release: { ...settings.release, betaDays: null, staged: STAGED, ...release },
    customers: { ...settings.customers, noticeDays },
    signOffs,
  };
}

export function isSamePolicy(one: Policy, other: Policy): boolean {
  return canonical(one) === canonical(other);
}

/** The settings by which facts are read that both policies ask for. */
export function readingForBoth(settings: Settings, own: Policy | undefined): Settings {
  if (own === undefined) return settings;
  const { release, approvals, signOffs } = settings;
  const checks = [...release.requiredChecks, ...own.release.requiredChecks];
  return {
    ...settings,
    release: {
      ...release,
      betaDays: release.betaDays ?? own.release.betaDays ?? null,
      requiredChecks: [...new Map(checks.map((one) => [canonical(one), one])).values()],
    },
    signOffs: [...new Map([...signOffs, ...own.signOffs].map((one) => [canonical(one), one])).values()],
    approvals: {
      ...approvals,
      oneMoreFor: [...new Set([...approvals.oneMoreFor, ...own.approvals.oneMoreFor])],
    },
  };
}

/**
 * What the policy's hash covers: what plans are judged by, and where and what they write. What is as by default is left
 * out where it came later, so that an update of Navi alone changes no policy.
 */
export function hashedPolicy(settings: Settings): Json {
  const { permissions, cdn, npm, packages, approvals, gates, signOffs } = settings;
  const { majorJobs, betaDays, staged, contracts, ...release } = settings.release;
  const { rules, oneMoreFor } = approvals;
  const hasRules = oneMoreFor.length > 0 || Object.values(rules).some((rule) => rule !== null);
  const modes = ownModes(gates);
  return JSON.parse(
    canonical({
      // Who tells customers decides on no plan.
      permissions: { ...permissions, 'tell-customers': undefined },
      release: {
        ...release,
        ...(majorJobs.length > 0 ? { majorJobs } : {}),
        ...(betaDays === null ? {} : { betaDays }),
        ...(isAsByDefault(staged) ? {} : { staged }),
        ...(contracts === CONTRACTS_FILE ? {} : { contracts }),
      },
      cdn,
      npm,
      packages,
      ...(hasRules ? { approvals: { rules, oneMoreFor } } : {}),
      ...(Object.keys(modes).length > 0 ? { gates: modes } : {}),
      ...(signOffs.length > 0 ? { signOffs } : {}),
    }),
  );
}

/** Where the contracts of the API are, unless the configuration says otherwise. */
export const CONTRACTS_FILE = 'API-CONTRACTS.md';

/** The kinds of releases that are staged, unless the configuration says otherwise. */
export const STAGED: Settings['release']['staged'] = ['major'];

function isAsByDefault(staged: Settings['release']['staged']): boolean {
  return canonical([...staged]) === canonical([...STAGED]);
}

/** SHA-256 of the policy, part of every plan. */
export function policyHash(settings: Settings): string {
  return createHash('sha256')
    .update(canonical(hashedPolicy(settings)))
    .digest('hex');
}

/** Longer values are not shown. */
const LONGEST = 120;

/** How one policy differs from another, one setting a line: `release.approvals: 2 → 1`. */
export function policyDifferences(old: unknown, now: unknown): string[] {
  const [was, is] = [leavesOf(old), leavesOf(now)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [before, after] = [was.get(path) ?? 'nothing', is.get(path) ?? 'nothing'];
    if (before === after) return [];
    return [before.length + after.length > LONGEST ? `${path} has changed` : `${path}: ${before} → ${after}`];
  });
}

/** Each value that is no object, by its path; a list is one value. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([[path, typeof value === 'string' ? value : canonical(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, one]) =>
      one === undefined ? [] : [...leavesOf(one, path === '' ? key : `${path}.${key}`)],
    ),
  );
}
