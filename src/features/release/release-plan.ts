import type { Quorum } from '../../domain/approval.ts';
import { liftsText } from '../../domain/break-glass.ts';
import { CLAIM_PROTOCOL } from '../../domain/claim.ts';
import { blockersOf } from '../../domain/evaluate-gates.ts';
import type { Judged } from '../../domain/gate.ts';
import { namesThatDiffer } from '../../domain/job-names.ts';
import { accessOf } from '../../domain/monorepo.ts';
import type { PackageMove, Plan, PointerMove } from '../../domain/plan.ts';
import { hashPlan } from '../../domain/plan.ts';
import { type Policy, policyDifferences, policyOf } from '../../domain/policy.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { PackageFacts, ReleaseFacts, WorkflowFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { pointerSurface } from '../../domain/surface.ts';
import { changeBetween, isNewer, isPrerelease, preTagOf, tagOf } from '../../domain/version.ts';
import { jobsFor, soakFor } from './change-kind.ts';
import { speaksClaim } from './gates/workflow-claim.ts';
import { judge } from './judge.ts';
import type { ReleaseContent } from './plans/release-content.ts';
import { releaseSteps } from './release-steps.ts';

/** A plan's id and time; given, so that planning stays pure. */
export interface PlanStamp {
  operation: string;
  revision: number;
  /** ISO */
  now: string;
  /** Hash of the policies in force. */
  policy: string;
  /** The policy under which the plan was requested; absent for the one in force. */
  own?: Policy;
}

export interface DecidedRelease {
  is: 'plan';
  plan: Plan<ReleaseContent>;
  verdicts: Judged[];
}

/** A refusal, and the verdicts that it is from. */
export type RefusedRelease = Refusal & { verdicts: Judged[] };

/** Decides a plan, or a refusal with every blocker. Pure. */
export function decideRelease(
  facts: ReleaseFacts,
  settings: Settings,
  stamp: PlanStamp,
): DecidedRelease | RefusedRelease {
  const { verdicts, approval, lifts } = judge(facts, settings, { at: stamp.now, own: stamp.own });
  const blockers = blockersOf(verdicts);
  if (blockers.length > 0) return { ...refuse(...blockers), verdicts };
  const { workflow } = facts;
  if (workflow === undefined)
    return { ...refuse({ code: 'workflow-missing', file: settings.repository.workflow }), verdicts };
  const content = contentOf(facts, settings, { ...stamp, workflow, approval, lifts });
  const plan: Plan<ReleaseContent> = {
    content,
    hash: hashPlan(content),
    revision: stamp.revision,
    createdAt: stamp.now,
    expiresAt: new Date(Date.parse(stamp.now) + settings.release.expiresAfter).toISOString(),
  };
  return { is: 'plan', plan, verdicts };
}

function contentOf(
  facts: ReleaseFacts,
  settings: Settings,
  stamp: PlanStamp & { workflow: WorkflowFacts; approval: Quorum; lifts: readonly string[] },
): ReleaseContent {
  const packages = facts.packages.map((one) => moveOf(one, facts));
  const jobs = jobsFor(facts, settings);
  const pointer = pointerOf(facts, settings);
  const claim = speaksClaim(stamp.workflow) ? { claim: { protocol: CLAIM_PROTOCOL } } : {};
  const { version, commit } = { version: facts.asked, commit: facts.commit.sha };
  return {
    schema: 1,
    kind: 'release',
    operation: stamp.operation,
    version,
    line: facts.releaseLine,
    change: isPrerelease(version)
      ? 'prerelease'
      : changeBetween(facts.pointer?.version ?? facts.knownGood, version),
    tag: tagOf(version),
    commit,
    workflow: { path: stamp.workflow.path, blob: stamp.workflow.blob },
    ...claim,
    packages,
    pointer,
    steps: releaseSteps({
      version,
      commit,
      operation: stamp.operation,
      date: stamp.now,
      packages,
      pointer,
      settings,
      expectedJobs: jobs,
      jobNames: namesThatDiffer(jobs, facts.workflow?.jobNames ?? {}),
      soakMs: soakFor(facts, settings, stamp.own),
      ...claim,
    }),
    ...(facts.exception === undefined ? {} : { exception: facts.exception }),
    ...(facts.breakGlass === undefined
      ? {}
      : { breakGlass: { reason: facts.breakGlass, lifts: stamp.lifts } }),
    approval: stamp.approval,
    policy: stamp.policy,
    judgedBy: stamp.own ?? policyOf(settings),
    ...(isPrerelease(version) ? { holds: 'nothing' as const } : {}),
  };
}

/** A prerelease leaves the pointer as it is, whatever that is by then. */
function pointerOf({ releaseLine, asked, pointer }: ReleaseFacts, { cdn }: Settings): PointerMove {
  const from = pointer?.version ?? null;
  const of = { surface: pointerSurface(releaseLine), path: `${releaseLine}/${cdn.loader}`, from };
  if (isPrerelease(asked)) return { ...of, generation: '0', sha384: null, to: from ?? asked };
  return {
    ...of,
    generation: pointer?.generation ?? '0',
    sha384: pointer?.sha384 ?? null,
    to: asked,
    ...(pointer === undefined ? {} : { cacheControl: pointer.headers.cacheControl }),
  };
}

function moveOf(one: PackageFacts, facts: ReleaseFacts): PackageMove {
  const before = one.live ?? null;
  const after = one.file?.version ?? facts.asked;
  const changes = one.ships === 'npm' ? !one.published : one.ships === 'cdn' && before !== after;
  const isEarly = isPrerelease(facts.asked);
  const movesLatest =
    !isEarly && one.ships === 'npm' && before !== after && (before === null || isNewer(after, before));
  const early = isEarly && changes ? earlyMove(one, facts.asked) : {};
  const access = one.ships === 'npm' && one.file !== undefined ? accessOf(one.file, one) : null;
  const move = { name: one.name, ships: one.ships, before, after, changes, movesLatest, ...early };
  return access === null ? move : { ...move, access };
}

/** Like `latest`, the dist-tag of a prerelease never goes down. */
function earlyMove(
  { ships, early, file }: Pick<PackageFacts, 'ships' | 'early' | 'file'>,
  asked: string,
): Pick<PackageMove, 'early'> {
  const from = early ?? null;
  const tag = preTagOf(asked);
  if (ships !== 'npm' || tag === undefined || file === undefined) return {};
  return from === null || isNewer(file.version, from) ? { early: { tag, from } } : {};
}

function protocolOf({ claim }: ReleaseContent): string | null {
  return claim === undefined ? null : String(claim.protocol);
}

function glassText({ breakGlass }: ReleaseContent): string | null {
  return breakGlass === undefined ? null : `lifts ${liftsText(breakGlass)}`;
}

/**
 * The differences, in words, between the approved plan and the one for the current world. Steps and times are left
 * out, because they follow from these. Empty for none.
 */
export function differencesBetween(old: ReleaseContent, now: ReleaseContent, inForce?: Policy): string[] {
  const differences: string[] = [];
  const compare = (what: string, a: string | null, b: string | null) => {
    if (a !== b) differences.push(`${what}: ${a ?? 'nothing'} → ${b ?? 'nothing'}`);
  };
  compare('commit', old.commit.slice(0, 7), now.commit.slice(0, 7));
  compare('workflow file', old.workflow.blob.slice(0, 7), now.workflow.blob.slice(0, 7));
  compare('claim protocol', protocolOf(old), protocolOf(now));
  compare(`bytes at ${old.pointer.path}`, old.pointer.sha384, now.pointer.sha384);
  compare(`generation of ${old.pointer.path}`, old.pointer.generation, now.pointer.generation);
  for (const move of old.packages) {
    const other = now.packages.find((one) => one.name === move.name);
    compare(`${move.name} (latest)`, move.before, other?.before ?? null);
    const { early } = move;
    if (early !== undefined) compare(`${move.name} (${early.tag})`, early.from, other?.early?.from ?? null);
    compare(`${move.name} (in the commit)`, move.after, other?.after ?? null);
    // A plan from before the claim has no access.
    if (old.claim !== undefined) compare(`${move.name} (access)`, move.access ?? null, other?.access ?? null);
    compare(`${move.name} (published)`, String(!move.changes), String(!(other?.changes ?? move.changes)));
  }
  compare('break glass', glassText(old), glassText(now));
  if (old.policy === now.policy) return differences;
  const policy =
    old.judgedBy === undefined || inForce === undefined ? [] : policyDifferences(old.judgedBy, inForce);
  return [...differences, ...(policy.length > 0 ? policy : ['the policy has changed'])];
}
