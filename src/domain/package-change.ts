import type { PackageMove } from './plan.ts';

/** What a release does to one package: `latest` is mentioned only where a step moves it. */
export type PackageChange =
  | { is: 'stays'; at: string }
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
