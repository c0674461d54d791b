import type { Share } from '../../domain/criterion.ts';

/** How many of all were bad. Where some was dropped or sampled away, a number is a lower bound. */
export interface Tally {
  bad: number;
  total: number;
  isBadAtLeast: boolean;
  isTotalAtLeast: boolean;
}

/**
 * Whether the bad part reaches the share. With more bad ones than are known it could be larger, with more in all it
 * could be smaller: then null, unless the answer is the same.
 */
export function reaches(tally: Tally, share: Share): boolean | null {
  if (tally.total === 0 && tally.bad === 0) return null;
  const isReached = tally.bad * share.of >= share.bad * tally.total;
  const couldDiffer = isReached ? tally.isTotalAtLeast : tally.isBadAtLeast;
  return couldDiffer ? null : isReached;
}
