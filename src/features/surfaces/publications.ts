import type { Operation } from '../../domain/operation.ts';
import type { PackageMove } from '../../domain/plan.ts';
import { deprecate } from './steps/deprecate.ts';

/** What a release publishes on npm by its plan, whether it exists yet or not. */
export function publishesOf(packages: readonly PackageMove[]): { name: string; version: string }[] {
  return packages
    .filter((move) => move.ships === 'npm' && move.changes)
    .map((move) => ({ name: move.name, version: move.after }));
}

/**
 * Confirmed deprecations that the rollback has not seen done: the version was not published yet, or the rollback
 * ended before. The rolled-back release's run may still publish it.
 */
export function openDeprecationsOf({
  plan,
  steps,
}: Operation): { name: string; version: string; message: string }[] {
  return deprecate
    .in(plan.content.steps)
    .filter(({ id }) => {
      const proof = deprecate.evidenceOf(steps[id]);
      return proof === undefined || proof.published === 'never';
    })
    .map(({ params }) => params);
}
