import type { Settings } from '../../../domain/settings.ts';
import type { Counted } from '../measured.ts';

/** What a source has counted of one release in the same minutes. */
export interface ErrorCounts {
  loads: Counted;
  errors: Counted;
  isSourceWorking: boolean;
}

/**
 * Whether a release has too many errors per load, from enough loads on. Where some was dropped or sampled away, a count is
 * a lower bound: null where the rest could change the answer, and for too few loads of a source that does not work. Pure.
 */
export function decideErrorRate(
  { loads, errors, isSourceWorking }: ErrorCounts,
  { above, minimum }: Settings['monitoring']['errors'],
): boolean | null {
  const isEnough = loads.count >= minimum;
  const isAbove = errors.count * 100 > above * loads.count;
  if (isEnough && isAbove) return loads.isAtLeast ? null : true;
  const isSurelyFew = !isEnough && !loads.isAtLeast;
  // More loads make the rate lower still.
  const isSurelyBelow = !isAbove && !errors.isAtLeast;
  if (!isSurelyFew && !isSurelyBelow) return null;
  // Too few loads of a working source end an alert: the release is not in use.
  return isEnough || isSourceWorking ? false : null;
}
