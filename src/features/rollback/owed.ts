import type { Operation } from '../../domain/operation.ts';
import type { PackageMove } from '../../domain/plan.ts';
import { deprecate } from '../../flow/steps/deprecate.ts';

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
export function owedBy({ plan, steps }: Operation): { name: string; version: string; message: string }[] {
  return deprecate
    .in(plan.content.steps)
    .filter(({ id }) => {
      const proof = deprecate.evidenceOf(steps[id]);
      return proof === undefined || proof.published === 'never';
    })
    .map(({ params }) => params);
}
