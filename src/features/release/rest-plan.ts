import type { JobNames } from '../../domain/job-names.ts';
import { canonical } from '../../domain/json.ts';
import { hasWritten, type Operation, withStep } from '../../domain/operation.ts';
import { hashPlan, type PackageMove, type Plan, type PointerMove } from '../../domain/plan.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { PointerFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import type { PlanStep, StepState } from '../../domain/step.ts';
import { isNewer } from '../../domain/version.ts';
import { readySteps } from '../../engine/ready.ts';
import type { Steps } from '../../engine/steps.ts';
import { STEPS } from '../../flow/steps/catalogue.ts';
import { surface } from '../../flow/steps/marks.ts';
import { moveDistTag } from '../../flow/steps/move-dist-tag.ts';
import { swapPointer } from '../../flow/steps/swap-pointer.ts';
import { tag } from '../../flow/steps/tag.ts';
import { watchRun } from '../../flow/steps/watch-run.ts';
import type { ReleaseContent } from './plans/release-content.ts';
import { differencesBetween, type PlanStamp } from './release-plan.ts';
import { releaseSteps } from './release-steps.ts';

/** What of the world a release relies on and somebody else may move. */
export interface WorldFacts {
  pointer: PointerFacts | undefined;
  /** `latest` of each package that has one. */
  live: Readonly<Record<string, string | undefined>>;
}

export interface DecidedRest {
  is: 'rest';
  plan: Plan<ReleaseContent>;
  steps: Operation['steps'];
  /** What the world has that the plan before did not say, in words; empty when it still holds. */
  differences: string[];
}

/**
 * The rest of a release that has written already, as the world is now (*re-plan the rest*): what is done
 * stays done, what is left relies on what was found. Identity (tag, commit, packages' versions) stays what it was.
 * Refused when the line has something newer by now: releasing over it would take that back. Pure.
 */
export function decideRest(
  operation: Operation & { plan: Plan<ReleaseContent> },
  world: WorldFacts,
  { settings, stamp }: { settings: Settings; stamp: PlanStamp },
): DecidedRest | Refusal {
  const old = operation.plan.content;
  const live = world.pointer?.version;
  const pointerIsOurs = isOurs(operation, world);
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
      jobNames: jobNamesOf(old),
    }),
  };
  return {
    is: 'rest',
    differences: differencesBetween(old, content),
    steps: stepsOf(content.steps, operation, { pointerAgain: !pointerIsOurs }),
    plan: {
      content,
      hash: hashPlan(content),
      revision: stamp.revision,
      createdAt: stamp.now,
      expiresAt: new Date(Date.parse(stamp.now) + settings.release.expiresAfter).toISOString(),
    },
  };
}

/** Whether the pointer still is what our own swap made it. */
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

/** A `latest` that was moved already keeps its record: a rollback gives back what was before it. */
function moveNow(move: PackageMove, { plan, steps }: Operation, { live }: WorldFacts): PackageMove {
  const own = moveDistTag.in(plan.content.steps).find(({ params }) => params.name === move.name);
  if (move.ships !== 'npm' || (own !== undefined && steps[own.id]?.is === 'done')) return move;
  const before = live[move.name] ?? null;
  const movesLatest = before !== move.after && (before === null || isNewer(move.after, before));
  return { ...move, before, movesLatest };
}

/** The tag object is a pure function of the plan that made it, its date included. */
function taggedAt(content: ReleaseContent): string {
  const [own] = tag.in(content.steps);
  if (own === undefined) throw new Error(`the plan of ${content.operation} has no tag step`);
  return own.params.date;
}

/** The run is watched as it was approved. */
function jobNamesOf({ steps }: ReleaseContent): JobNames | undefined {
  return watchRun.in(steps)[0]?.params.jobNames;
}

/** What is left as it was goes on from where it is, but for the pointer's leg where somebody has moved it after us; what has stopped, or is another step now, is looked at afresh. */
function stepsOf(
  steps: readonly PlanStep[],
  operation: Operation,
  { pointerAgain }: { pointerAgain: boolean },
): Operation['steps'] {
  const before = new Map(operation.plan.content.steps.map((step) => [step.id, canonical(step)]));
  return Object.fromEntries(
    steps.map((step): [string, StepState] => {
      const state = operation.steps[step.id];
      const stopped = state === undefined || state.is === 'held' || state.is === 'failed';
      const same = before.get(step.id) === canonical(step);
      const again = pointerAgain && surface.in(STEPS.traitsOf(step).marks)?.leg === 'pointer';
      return [step.id, stopped || !same || again ? { is: 'waiting' } : state];
    }),
  );
}

/** Whether this plan waits for approval though steps of the operation have run: it was planned again on its way. */
export function isRest(operation: Operation): boolean {
  return operation.state.is === 'awaiting-approval' && hasWritten(operation);
}

/** A rest that nobody approves is no end: the operation waits for a person where it was (*held*). */
export function blockedAgain(
  operation: Operation,
  { at, why, steps }: { at: string; why: string; steps: Steps },
): Operation {
  const [step] = readySteps(operation, steps);
  if (step === undefined) throw new Error(`${operation.id} has nothing left to do`);
  const choices = ['replan', 'abandon'] as const;
  const reason = { code: 'drift' as const, detail: why };
  return {
    ...withStep(operation, step.id, { is: 'held', begunAt: at, since: at, reason, choices }),
    state: { is: 'stopped', since: at, step: step.id, how: 'held', trouble: reason, choices },
    approvers: [],
  };
}
