import type { Operation } from './operation.ts';
import type { PackageMove } from './plan.ts';
import type { StepParams, StepState } from './step.ts';

/** What a release publishes on npm by its plan, whether it is there yet or not. */
export function publishesOf(packages: readonly PackageMove[]): { name: string; version: string }[] {
  return packages
    .filter((move) => move.ships === 'npm' && move.changes)
    .map((move) => ({ name: move.name, version: move.after }));
}

/**
 * What a rollback was confirmed to deprecate and has not seen deprecated: it was not published yet, or the rollback
 * was ended before. The run of the release that it took back may still publish it.
 */
export function owedBy({ plan, steps }: Operation): StepParams['deprecate'][] {
  return plan.content.steps.flatMap((step) =>
    step.kind === 'deprecate' && !isSeen(steps[step.id]) ? [step.params] : [],
  );
}

function isSeen(state: StepState | undefined): boolean {
  return state?.is === 'done' && state.evidence['published'] !== 'never';
}
