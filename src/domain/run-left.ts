import type { Operation } from './operation.ts';
import { publishesOf } from './owed.ts';
import type { StepParams } from './step.ts';

/**
 * The run that an operation leaves behind when it ends early, or null. A release that runs may be dispatching by the
 * time it is superseded, so its run is looked for, whether it is known yet or not; a rollback or a stop passes on
 * the one that it was to end.
 */
export function runLeftBy({
  id,
  kind,
  plan,
  state,
  steps,
  requestedAt,
}: Operation): StepParams['cancel-run'] | null {
  if (kind !== 'release') {
    const step = plan.content.steps.find((one) => one.kind === 'cancel-run');
    return step === undefined || steps[step.id]?.is === 'done' ? null : step.params;
  }
  const step = plan.content.steps.find((one) => one.kind === 'dispatch');
  if (step === undefined || steps['watch-run']?.is === 'done') return null;
  const dispatched = steps[step.id];
  if (state.is !== 'running' && dispatched?.is === 'waiting') return null;
  const run = dispatched?.is === 'done' ? dispatched.evidence['run'] : undefined;
  return {
    run: typeof run === 'number' ? run : null,
    operation: id,
    workflow: step.params.workflow,
    since: requestedAt,
    publishes: publishesOf(plan.content.packages),
  };
}

/** The run of an operation that may write no more. `run` is the dispatched one, as far as it is known. */
export interface EndingRun {
  operation: string;
  run: number | null;
}

/** What is revoked and ended when a release ends early; null where it has neither opened a claim nor dispatched. */
export function endingRunOf({ id, kind, steps }: Operation): EndingRun | null {
  const isBegun = (step: string) => steps[step] !== undefined && steps[step].is !== 'waiting';
  if (kind !== 'release' || !(isBegun('open-claim') || isBegun('dispatch'))) return null;
  const dispatched = steps['dispatch'];
  const run = dispatched?.is === 'done' ? dispatched.evidence['run'] : undefined;
  return { operation: id, run: typeof run === 'number' ? run : null };
}
