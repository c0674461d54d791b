import type { Operation } from './operation.ts';
import type { PackageMove } from './plan.ts';

/** A package of a plan, and what the plan does to it. */
export interface PackageRow {
  move: PackageMove;
  change: PackageChange;
}

/** The packages of a plan in their order. A kind of operation says it by its steps; else the packages do. */
export function packageRows(
  { plan }: Operation,
  { packages }: { packages?: readonly PackageRow[] },
): readonly PackageRow[] {
  return packages ?? plan.content.packages.map((move) => ({ move, change: packageChange(move) }));
}

/** What a release does to one package: `latest` is mentioned only where a step moves it. */
export type PackageChange =
  | { is: 'stays'; at: string }
  /** Its version changed in the commit, and no registry gets it. */
  | { is: 'not-published'; from: string; to: string }
  /** Its users get `to`: `latest`, or for the loader the pointer, moves. */
  | { is: 'goes-live'; from: string | null; to: string; isPublished: boolean }
  /** The version is published, and `latest` stays. */
  | { is: 'is-published'; version: string; latest: string | null };

export function packageChange(
  move: Pick<PackageMove, 'before' | 'after' | 'changes' | 'movesLatest'> & { ships: string },
): PackageChange {
  const { ships, before, after, changes, movesLatest } = move;
  if (movesLatest || (ships === 'cdn' && changes))
    return { is: 'goes-live', from: before, to: after, isPublished: !changes };
  return changes ? { is: 'is-published', version: after, latest: before } : { is: 'stays', at: after };
}
