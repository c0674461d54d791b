import type { PackageMove, Plan, RollbackContent } from './plan.ts';
import { hashPlan } from './plan.ts';
import { type Refusal, type RefusalReason, refuse } from './refusal.ts';
import type { PlanStamp } from './release-plan.ts';
import {
  type Candidate,
  type LivePackage,
  type RollbackAsk,
  type RollbackFacts,
  recordedOf,
} from './rollback-facts.ts';
import { wrongHeaders } from './rollback-headers.ts';
import { rollbackSteps } from './rollback-steps.ts';
import { warningsOf } from './rollback-warnings.ts';
import type { Settings } from './settings.ts';
import { pointerSurface } from './surface.ts';
import { isNewer } from './version.ts';

export interface DecidedRollback {
  is: 'plan';
  plan: Plan<RollbackContent>;
  /** What the person is told before they confirm, one line each, plain text. */
  warnings: string[];
  /** Why this rollback wants a reason and a call to the owners, if it does. */
  needsReason: string | null;
}

/** The line's newest verified release that is not faulty and not live: where a rollback goes when nobody says more (DESIGN §4.7). */
function knownGood({ candidates, pointer }: RollbackFacts): Candidate | undefined {
  return candidates.find((one) => isKnownGood(one, pointer));
}

/** Whether a line with this pointer may go back to it without being told to by name. */
export function isKnownGood(one: Candidate, pointer: RollbackFacts['pointer']): boolean {
  const live = pointer?.version;
  const isOlder = live === undefined || isNewer(live, one.version);
  return one.verified && one.faulty === null && isOlder && one.bytes.sha384 !== pointer?.sha384;
}

/** Facts to a plan or a refusal. Forward gates do not apply, and drift does not stop it (DESIGN §1.3, §4.2). Pure. */
export function decideRollback(
  facts: RollbackFacts,
  settings: Settings,
  { ask, stamp }: { ask: RollbackAsk; stamp: PlanStamp },
): DecidedRollback | Refusal {
  const target =
    ask.target === undefined ? knownGood(facts) : facts.candidates.find((one) => one.version === ask.target);
  if (target === undefined) return refuse(noTarget(facts, ask));
  if (target.faulty !== null)
    return refuse({ code: 'target-faulty', version: target.version, why: target.faulty.why });
  const content = contentOf(facts, settings, { ask, stamp, target });
  if (
    content.supersedes === null &&
    isWhereItIs(content) &&
    wrongHeaders(facts, target, settings).length === 0
  )
    return refuse({ code: 'target-live', version: target.version, line: facts.line });
  const plan: Plan<RollbackContent> = {
    content,
    hash: hashPlan(content),
    revision: 1,
    createdAt: stamp.now,
    expiresAt: new Date(Date.parse(stamp.now) + settings.release.expiresAfter).toISOString(),
  };
  return {
    is: 'plan',
    plan,
    warnings: warningsOf(facts, { content, target, settings, now: stamp.now }),
    needsReason: reasonNeeded(facts, settings, { target, stamp }),
  };
}

function noTarget(facts: RollbackFacts, ask: RollbackAsk): RefusalReason {
  if (ask.target === undefined) return { code: 'no-target', line: facts.line };
  return { code: 'target-unknown', version: ask.target, known: facts.versions };
}

interface Choice {
  ask: RollbackAsk;
  stamp: PlanStamp;
  target: Candidate;
}

function contentOf(
  facts: RollbackFacts,
  settings: Settings,
  { ask, stamp, target }: Choice,
): RollbackContent {
  const packages = ask.cdnOnly ? [] : facts.packages.map((one): PackageMove => restoreOf(one, target));
  const pointer = {
    surface: pointerSurface(facts.line),
    path: `${facts.line}/${settings.cdn.loader}`,
    generation: facts.pointer?.generation ?? '0',
    sha384: facts.pointer?.sha384 ?? null,
    from: facts.pointer?.version ?? null,
    to: target.version,
    ...(facts.pointer === undefined ? {} : { cacheControl: facts.pointer.headers.cacheControl }),
  };
  const deprecates = ask.cdnOnly ? [] : deprecationsOf(facts, settings, target);
  const run = facts.underWay?.run ?? null;
  const takenBack = facts.taken?.version ?? facts.pointer?.version ?? null;
  return {
    schema: 1,
    kind: 'rollback',
    operation: stamp.operation,
    version: target.version,
    line: facts.line,
    takenBack: takenBack === target.version ? null : takenBack,
    packages,
    pointer,
    deprecates,
    supersedes: facts.underWay?.operation ?? null,
    run: run?.run ?? null,
    reason: ask.reason ?? null,
    cdnOnly: ask.cdnOnly,
    steps: rollbackSteps({ target, packages, deprecates, pointer, run, settings }),
    approval: { is: 'confirm', roles: settings.permissions['roll-back'] },
    policy: stamp.policy,
  };
}

/** `latest` back to what it was while the target was live; what nothing is known of, or another line has, stays. */
function restoreOf(one: LivePackage, target: Candidate): PackageMove {
  const before = one.live ?? null;
  const known = one.keeper === null ? recordedOf(one, target) : undefined;
  const after = known ?? before ?? '';
  return {
    name: one.name,
    ships: 'npm',
    before,
    after,
    changes: false,
    movesLatest: after !== '' && after !== before,
  };
}

/** What the release that is taken back has published, and what a rollback that ends with this one still owed. */
function deprecationsOf(
  facts: RollbackFacts,
  settings: Settings,
  target: Candidate,
): RollbackContent['deprecates'] {
  const taken = facts.taken?.version === target.version ? [] : (facts.taken?.packages ?? []);
  const isTaken = (owed: { name: string; version: string }) =>
    taken.some(({ name, version }) => name === owed.name && version === owed.version);
  const owed = (facts.underWay?.owes ?? []).filter((one) => !isTaken(one));
  return [...taken, ...owed].flatMap(({ name, version }) => {
    const one = facts.packages.find((other) => other.name === name);
    const before = one === undefined ? undefined : (recordedOf(one, target) ?? one.live);
    if (before === undefined || before === version) return [];
    const message = settings.rollback.deprecation
      .replaceAll('{package}', name)
      .replaceAll('{version}', version)
      .replaceAll('{before}', before);
    return [{ name, version, message }];
  });
}

function isWhereItIs(content: RollbackContent): boolean {
  return (
    content.pointer.from === content.version &&
    content.packages.every((one) => !one.movesLatest) &&
    content.deprecates.length === 0
  );
}

function reasonNeeded(
  facts: RollbackFacts,
  settings: Settings,
  { target, stamp }: { target: Candidate; stamp: PlanStamp },
): string | null {
  const good = knownGood(facts);
  if (good !== undefined && good.version !== target.version)
    return `v${target.version} is not the known-good, which is v${good.version}`;
  const last = facts.lastRollback;
  if (last !== undefined && Date.parse(stamp.now) - Date.parse(last) < settings.rollback.secondWithin)
    return `${facts.line} was rolled back at ${last.slice(11, 16)} UTC already`;
  return null;
}
