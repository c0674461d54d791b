import type { JobNames } from './job-names.ts';
import { canonical } from './json.ts';
import { hasWritten, type Operation, readySteps, withStep } from './operation.ts';
import { hashPlan, type PackageMove, type Plan, type PointerMove, type ReleaseContent } from './plan.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { PointerFacts } from './release-facts.ts';
import { differencesBetween, type PlanStamp } from './release-plan.ts';
import { releaseSteps } from './release-steps.ts';
import type { Settings } from './settings.ts';
import type { PlanStep, StepState } from './step.ts';
import { isNewer } from './version.ts';

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
    steps: stepsOf(content.steps, operation, { again: pointerIsOurs ? [] : POINTER_LEG }),
    plan: {
      content,
      hash: hashPlan(content),
      revision: stamp.revision,
      createdAt: stamp.now,
      expiresAt: new Date(Date.parse(stamp.now) + settings.release.expiresAfter).toISOString(),
    },
  };
}

/** What is done once more when somebody has moved the pointer after us. */
const POINTER_LEG: readonly string[] = ['swap-pointer', 'purge', 'verify-edge'];

/** Whether the pointer still is what our own swap made it. */
function isOurs({ steps }: Operation, { pointer }: WorldFacts): boolean {
  const swapped = steps['swap-pointer'];
  return swapped?.is === 'done' && swapped.evidence['generation'] === pointer?.generation;
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
function moveNow(move: PackageMove, { steps }: Operation, { live }: WorldFacts): PackageMove {
  if (move.ships !== 'npm' || steps[`latest:${move.name}`]?.is === 'done') return move;
  const before = live[move.name] ?? null;
  const movesLatest = before !== move.after && (before === null || isNewer(move.after, before));
  return { ...move, before, movesLatest };
}

/** The tag object is a pure function of the plan that made it, its date included. */
function taggedAt(content: ReleaseContent): string {
  const tag = content.steps.find((step) => step.kind === 'tag');
  if (tag?.kind !== 'tag') throw new Error(`the plan of ${content.operation} has no tag step`);
  return tag.params.date;
}

/** The run is watched as it was approved. */
function jobNamesOf({ steps }: ReleaseContent): JobNames | undefined {
  const watched = steps.find((step) => step.kind === 'watch-run');
  return watched?.kind === 'watch-run' ? watched.params.jobNames : undefined;
}

/** What is left as it was goes on from where it is; what has stopped, or is another step now, is looked at afresh. */
function stepsOf(
  steps: readonly PlanStep[],
  operation: Operation,
  { again }: { again: readonly string[] },
): Operation['steps'] {
  const before = new Map(operation.plan.content.steps.map((step) => [step.id, canonical(step)]));
  return Object.fromEntries(
    steps.map((step): [string, StepState] => {
      const state = operation.steps[step.id];
      const stopped = state === undefined || state.is === 'held' || state.is === 'failed';
      const same = before.get(step.id) === canonical(step);
      return [step.id, stopped || !same || again.includes(step.id) ? { is: 'waiting' } : state];
    }),
  );
}

/** Whether this plan waits for approval though steps of the operation have run: it was planned again on its way. */
export function isRest(operation: Operation): boolean {
  return operation.state.is === 'awaiting-approval' && hasWritten(operation);
}

/** A rest that nobody approves is no end: the operation waits for a person where it was (*held*). */
export function heldAgain(operation: Operation, { at, why }: { at: string; why: string }): Operation {
  const [step] = readySteps(operation);
  if (step === undefined) throw new Error(`${operation.id} has nothing left to do`);
  const choices = ['replan', 'abandon'] as const;
  const reason = { code: 'drift' as const, detail: why };
  return {
    ...withStep(operation, step.id, { is: 'held', begunAt: at, since: at, reason, choices }),
    state: { is: 'stopped', since: at, step: step.id, how: 'held', trouble: reason, choices },
    approvers: [],
  };
}
