import type { Share } from '../../domain/criterion.ts';
import { reaches, type Tally } from './tally.ts';

/**
 * How quickly the error budget is used up: `most` times as fast as it may be, over `hours` and still over
 * `shortMinutes`, so that an alarm ends soon after the failures do.
 */
export interface BurnRule {
  id: string;
  hours: number;
  shortMinutes: number;
  most: number;
}

/** 2 % of a month's budget within an hour, and 5 % within six: https://sre.google/workbook/alerting-on-slos/ */
export const BURN_RULES: readonly BurnRule[] = [
  { id: 'fast', hours: 1, shortMinutes: 5, most: 14.4 },
  { id: 'slow', hours: 6, shortMinutes: 30, most: 6 },
];

/** With fewer in the long window one failure would decide; nor do one or two failures raise an alarm. */
const FEWEST = 100;
const FEWEST_BAD = 3;

export type Burn =
  | { is: 'burning'; rate: number }
  | { is: 'within-budget'; rate: number }
  | { is: 'cannot-judge'; why: string };

/** Judges one rule by both windows; null for a window of which nothing was measured. */
export function decideBurn(
  { long, short }: { long: Tally | null; short: Tally | null },
  { rule, share }: { rule: BurnRule; share: Share },
): Burn {
  if (long === null || short === null) return cannotJudge('nothing was measured');
  if (long.total < FEWEST) return cannotJudge(`${long.total} of at least ${FEWEST} in ${rule.hours} h`);
  const most = { bad: share.bad * rule.most, of: share.of };
  const rate = (long.bad / long.total) * (share.of / share.bad);
  const isBurning = both(reaches(long, most), reaches(short, most));
  if (long.bad < FEWEST_BAD && !long.isBadAtLeast) return { is: 'within-budget', rate };
  if (isBurning === null) return cannotJudge('some was dropped or sampled away');
  return { is: isBurning ? 'burning' : 'within-budget', rate };
}

function cannotJudge(why: string): Burn {
  return { is: 'cannot-judge', why };
}

/** *And* where either may be unknown. */
function both(a: boolean | null, b: boolean | null): boolean | null {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}
