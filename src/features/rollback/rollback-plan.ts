import type { PackageMove, Plan } from '../../domain/plan.ts';
import { hashPlan } from '../../domain/plan.ts';
import { type Refusal, type RefusalReason, refuse } from '../../domain/refusal.ts';
import type { Settings } from '../../domain/settings.ts';
import { pointerSurface } from '../../domain/surface.ts';
import { isNewer } from '../../domain/version.ts';
import type { PlanStamp } from '../release/index.ts';
import { deprecationOf, type TakenPackage } from '../surfaces/index.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import {
  type Candidate,
  type LivePackage,
  type RollbackAsk,
  type RollbackFacts,
  recordedOf,
} from './rollback-facts.ts';
import { wrongHeaders } from './rollback-headers.ts';
import { rollbackSteps } from './rollback-steps.ts';
import { knownGoodOf, takenFrom } from './rollback-target.ts';
import { warningsOf } from './rollback-warnings.ts';

export interface DecidedRollback {
  is: 'plan';
  plan: Plan<RollbackContent>;
  /** Warnings before the confirmation, one line each, plain text. */
  warnings: string[];
  /** Why this rollback requires a reason and alerts the owners, if it does. */
  needsReason: string | null;
}

/** Decides a plan or a refusal. Release gates do not apply, and drift does not stop it. Pure. */
export function decideRollback(
  facts: RollbackFacts,
  settings: Settings,
  { ask, stamp }: { ask: RollbackAsk; stamp: PlanStamp },
): DecidedRollback | Refusal {
  const target = facts.candidates.find((one) => one.version === ask.target.to);
  const never = neverLive(facts, ask.target.to);
  if (never !== null) return refuse(never);
  if (target === undefined)
    return refuse({ code: 'target-unknown', version: ask.target.to, known: otherVersions(facts) });
  if (target.quarantined !== null) return refuse(quarantined(facts, target.version, target.quarantined));
  if (target.unusable !== null) return refuse(unusable(facts, target.version, target.unusable));
  const content = contentOf(facts, settings, { ask, stamp, target });
  const supersedesNothing = content.supersedes === null || facts.underWay?.isPlan === true;
  if (
    supersedesNothing &&
    isWhereItIs(facts, content, target) &&
    wrongHeaders(facts, target, settings).length === 0
  )
    return refuse({ code: 'target-live', version: target.version, line: facts.releaseLine });
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

function quarantined({ record }: RollbackFacts, version: string, why: string): RefusalReason {
  return { code: 'target-quarantined', version, why, other: knownGoodOf(record) ?? null };
}

function unusable({ record }: RollbackFacts, version: string, why: string): RefusalReason {
  const good = knownGoodOf(record);
  return { code: 'target-unusable', version, why, other: good === version ? null : (good ?? null) };
}

/** A rollback makes no version live that customers never had: that takes a release, with its gates and approvals. */
function neverLive({ record }: RollbackFacts, to: string): RefusalReason | null {
  const is = record.versions.some((one) => one.version === to && one.neverLive === true);
  const good = knownGoodOf(record);
  return is && to !== good ? { code: 'target-never-live', version: to, other: good ?? null } : null;
}

/** Versions that customers had, may be restored, and are not live, newest first. */
function otherVersions({ record, versions }: Pick<RollbackFacts, 'record' | 'versions'>): string[] {
  const isNot = (version: string) =>
    version === record.live ||
    record.versions.some(
      (one) =>
        one.version === version &&
        (one.neverLive === true || one.quarantined !== null || one.unusable !== undefined),
    );
  return versions.filter((version) => !isNot(version));
}

/** No target: lists versions that can be named, and those in quarantine. */
export function noTarget({ record, versions }: Pick<RollbackFacts, 'record' | 'versions'>): RefusalReason {
  const from = takenFrom(record);
  const older = versions.filter((one) => from === null || isNewer(from, one));
  const quarantined = record.versions.flatMap((one) => (one.quarantined === null ? [] : [one.version]));
  const usable = otherVersions({ record, versions });
  return {
    code: 'no-target',
    line: record.releaseLine,
    named: older.filter((one) => usable.includes(one)),
    quarantined: older.filter((one) => quarantined.includes(one)),
  };
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
    surface: pointerSurface(facts.releaseLine),
    path: `${facts.releaseLine}/${settings.cdn.loader}`,
    generation: facts.pointer?.generation ?? '0',
    sha384: facts.pointer?.sha384 ?? null,
    from: ask.target.from ?? facts.pointer?.version ?? null,
    to: target.version,
    ...(facts.pointer === undefined ? {} : { cacheControl: facts.pointer.headers.cacheControl }),
  };
  const taken = ask.cdnOnly ? [] : takenPackages(facts, target);
  const deprecates = taken.map((one) => ({
    name: one.name,
    version: one.version,
    message: deprecationOf(one, settings.rollback.deprecation),
  }));
  const run = facts.underWay?.run ?? null;
  const takenBack = pointer.from === target.version ? null : pointer.from;
  return {
    schema: 1,
    kind: 'rollback',
    operation: stamp.operation,
    version: target.version,
    line: facts.releaseLine,
    takenBack,
    packages,
    pointer,
    deprecates,
    supersedes: facts.underWay?.operation ?? null,
    run: run?.run ?? null,
    reason: ask.reason ?? null,
    cdnOnly: ask.cdnOnly,
    steps: rollbackSteps({
      target,
      packages,
      deprecates,
      pointer,
      run,
      settings,
      taken,
      takenBack,
      cdnOnly: ask.cdnOnly,
    }),
    approval: { is: 'confirm', roles: settings.permissions['roll-back'] },
    policy: stamp.policy,
  };
}

/** `latest` back to its value while the target was live; it stays where nothing is known, or another line has it. */
function restoreOf(one: LivePackage, target: Candidate): PackageMove {
  const before = one.live ?? null;
  const known = one.otherHolder === null ? recordedOf(one, target) : undefined;
  const after = known ?? before ?? '';
  const stays = known === undefined ? { stays: whyStays(one, target) } : {};
  return {
    name: one.name,
    ships: 'npm',
    before,
    after,
    changes: false,
    movesLatest: after !== '' && after !== before,
    ...stays,
  };
}

function whyStays({ name, otherHolder }: LivePackage, { version, packages }: Candidate): string {
  if (otherHolder !== null) return `it belongs to ${otherHolder}, of another line`;
  const recorded = packages?.[name];
  if (recorded === undefined) return `Navi has no record of it at v${version}`;
  return recorded === null ? `the package had none at v${version}` : `npm does not have ${name}@${recorded}`;
}

/** What the rolled-back release has published, and what a superseded rollback has not deprecated. */
function takenPackages(facts: RollbackFacts, target: Candidate): (TakenPackage & { before: string })[] {
  const taken = facts.taken
    .filter(({ version }, at, all) => version !== target.version && isFirst(all, version, at))
    .flatMap(({ packages }) => packages);
  const isTaken = (open: { name: string; version: string }) =>
    taken.some(({ name, version }) => name === open.name && version === open.version);
  const open = (facts.underWay?.openDeprecations ?? []).filter((one) => !isTaken(one));
  return [...taken, ...open].flatMap(({ name, version }) => {
    const one = facts.packages.find((other) => other.name === name);
    const before = one === undefined ? undefined : (recordedOf(one, target) ?? one.live);
    if (before === undefined || before === version) return [];
    return [{ name, version, before }];
  });
}

function isFirst(all: RollbackFacts['taken'], version: string, at: number): boolean {
  return all.findIndex((one) => one.version === version) === at;
}

/** Whether both the record and the bucket already have the line at the target. */
function isWhereItIs({ pointer }: RollbackFacts, content: RollbackContent, { bytes }: Candidate): boolean {
  return (
    content.pointer.from === content.version &&
    pointer?.sha384 === bytes.sha384 &&
    content.packages.every((one) => !one.movesLatest) &&
    content.deprecates.length === 0
  );
}

function reasonNeeded(
  facts: RollbackFacts,
  settings: Settings,
  { target, stamp }: { target: Candidate; stamp: PlanStamp },
): string | null {
  const good = knownGoodOf(facts.record);
  if (good !== undefined && good !== target.version)
    return `v${target.version} is not the known-good version (v${good})`;
  const last = facts.lastRollback;
  if (last !== undefined && Date.parse(stamp.now) - Date.parse(last) < settings.rollback.secondWithin)
    return `${facts.releaseLine} was already rolled back at ${last.slice(11, 16)} UTC`;
  return null;
}
