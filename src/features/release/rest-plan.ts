import type { JobNames } from '../../domain/job-names.ts';
import { canonical } from '../../domain/json.ts';
import type { Operation } from '../../domain/operation.ts';
import { hashPlan, type PackageMove, type Plan, type PointerMove } from '../../domain/plan.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { PointerFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import type { PlanStep, StepState } from '../../domain/step.ts';
import { isNewer, isPrerelease } from '../../domain/version.ts';
import type { Steps } from '../../engine/steps.ts';
import { moveDistTag, surface, swapPointer } from '../surfaces/index.ts';
import type { ReleaseContent } from './plans/release-content.ts';
import { differencesBetween, type PlanStamp } from './release-plan.ts';
import { releaseSteps } from './release-steps.ts';
import { soak } from './steps/soak.ts';
import { tag } from './steps/tag.ts';
import { watchRun } from './steps/watch-run.ts';

/** The parts of the world that a release relies on and others may change. */
export interface WorldFacts {
  pointer: PointerFacts | undefined;
  /** `latest` of each package that has one. */
  live: Readonly<Record<string, string | undefined>>;
  /** The dist-tag of a prerelease, of each package that has it. */
  early: Readonly<Record<string, string | undefined>>;
}

export interface DecidedRest {
  is: 'rest';
  plan: Plan<ReleaseContent>;
  steps: Operation['steps'];
  /** How the world differs from the earlier plan, in words; empty when it still holds. */
  differences: string[];
}

/**
 * Plans the rest of a release that has already written, for the current world (*re-plan the rest*): finished steps
 * stay done, the remaining ones rely on the facts found. Identity (tag, commit, packages' versions) does not change.
 * Refused when the line has something newer now, because the release would undo that. Pure.
 */
export function decideRest(
  operation: Operation & { plan: Plan<ReleaseContent> },
  world: WorldFacts,
  { settings, stamp, steps }: { settings: Settings; stamp: PlanStamp; steps: Steps },
): DecidedRest | Refusal {
  const old = operation.plan.content;
  const live = world.pointer?.version;
  // A prerelease moves no pointer, so what is there does not matter.
  const pointerIsOurs = isPrerelease(old.version) || isOurs(operation, world);
  if (!pointerIsOurs && live !== undefined && isNewer(live, old.version))
    return refuse({ code: 'version-not-newer', version: old.version, live, line: old.line });
  const pointer = pointerIsOurs ? old.pointer : pointerNow(old.pointer, world);
  const packages = old.packages.map((move) => moveNow(move, operation, world));
  const content: ReleaseContent = {
    ...old,
    pointer,
    packages,
    policy: stamp.policy,
    steps: releaseSteps({
      ...old,
      date: taggedAt(old),
      packages,
      pointer,
      settings,
      expectedJobs: watchRun.in(old.steps)[0]?.params.expectedJobs ?? settings.release.expectedJobs,
      jobNames: jobNamesOf(old),
      soakMs: soak.in(old.steps)[0]?.params.ms ?? null,
    }),
  };
  return {
    is: 'rest',
    differences: differencesBetween(old, content),
    steps: stepsOf(content.steps, operation, { pointerAgain: !pointerIsOurs, known: steps }),
    plan: {
      content,
      hash: hashPlan(content),
      revision: stamp.revision,
      createdAt: stamp.now,
      expiresAt: new Date(Date.parse(stamp.now) + settings.release.expiresAfter).toISOString(),
    },
  };
}

/** Whether the pointer still has the value of our own swap. */
function isOurs(operation: Operation, { pointer }: WorldFacts): boolean {
  const swapped = swapPointer.evidenceIn(operation);
  return swapped !== undefined && swapped.generation === pointer?.generation;
}

function pointerNow(old: PointerMove, { pointer }: WorldFacts): PointerMove {
  return {
    ...old,
    generation: pointer?.generation ?? '0',
    sha384: pointer?.sha384 ?? null,
    from: pointer?.version ?? null,
    ...(pointer === undefined ? {} : { cacheControl: pointer.headers.cacheControl }),
  };
}

/** A moved `latest` keeps its record: a rollback restores the value before it. */
function moveNow(move: PackageMove, { plan, steps }: Operation, { live, early }: WorldFacts): PackageMove {
  const own = moveDistTag.in(plan.content.steps).find(({ params }) => params.name === move.name);
  if (move.ships !== 'npm' || (own !== undefined && steps[own.id]?.is === 'done')) return move;
  if (move.early !== undefined) return { ...move, early: { ...move.early, from: early[move.name] ?? null } };
  if (isPrerelease(plan.content.version)) return move;
  const before = live[move.name] ?? null;
  const movesLatest = before !== move.after && (before === null || isNewer(move.after, before));
  return { ...move, before, movesLatest };
}

/** The tag object is a pure function of the plan that created it, including its date. */
function taggedAt(content: ReleaseContent): string {
  const [own] = tag.in(content.steps);
  if (own === undefined) throw new Error(`the plan of ${content.operation} has no tag step`);
  return own.params.date;
}

/** The run's job names as approved. */
function jobNamesOf({ steps }: ReleaseContent): JobNames | undefined {
  return watchRun.in(steps)[0]?.params.jobNames;
}

/**
 * Unchanged remaining steps keep their state, except the pointer's steps when the pointer was changed after us;
 * paused or changed steps start again.
 */
function stepsOf(
  steps: readonly PlanStep[],
  operation: Operation,
  { pointerAgain, known }: { pointerAgain: boolean; known: Steps },
): Operation['steps'] {
  const before = new Map(operation.plan.content.steps.map((step) => [step.id, canonical(step)]));
  return Object.fromEntries(
    steps.map((step): [string, StepState] => {
      const state = operation.steps[step.id];
      const stopped = state === undefined || state.is === 'held' || state.is === 'failed';
      const same = before.get(step.id) === canonical(step);
      const again = pointerAgain && surface.in(known.traitsOf(step).marks)?.leg === 'pointer';
      return [step.id, stopped || !same || again ? { is: 'waiting' } : state];
    }),
  );
}
