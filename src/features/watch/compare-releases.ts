import type { ReleaseWatchSettings } from '../../domain/settings.ts';
import { chanceOfSoMany } from './exact-test.ts';

/** Loads and errors of one release in the compared minutes. A count that is *at least* lost some of what happened. */
export interface Side {
  loads: number;
  errors: number;
  isLoadsAtLeast: boolean;
  isErrorsAtLeast: boolean;
}

/** Both releases in the same minutes. */
export interface Counts {
  /** Who counted: one source for all four counts. */
  source: string;
  minutes: number;
  fresh: Side;
  old: Side;
  /** The first of these minutes in which the new release had too many errors per load; absent for none. ISO. */
  firstBadAt?: string;
}

/** By what two releases are compared. */
export type Limits = Pick<ReleaseWatchSettings, 'leastLoads' | 'leastRate' | 'times' | 'chance'>;

export type Verdict =
  | { is: 'no-worse' }
  /** `times` is null where the old release had no error. */
  | { is: 'worse'; times: number | null; chance: number }
  /** Both have errors alike: an outage of everything, which a rollback does not end. */
  | { is: 'both-bad' }
  | { is: 'cannot-judge'; why: string };

/** Compares the errors per load of a new release with those of the old one in the same minutes. Pure. */
export function compareReleases({ fresh, old }: Counts, limits: Limits): Verdict {
  const few = tooFew('the new release', fresh, limits) ?? tooFew('the old release', old, limits);
  if (few !== null) return { is: 'cannot-judge', why: few };
  const chance = chanceOfSoMany(
    { events: fresh.errors, trials: fresh.loads },
    { events: old.errors, trials: old.loads },
  );
  const rate = fresh.errors / fresh.loads;
  const times = old.errors === 0 ? null : rate / (old.errors / old.loads);
  const isBad = rate >= limits.leastRate;
  if (isBad && chance <= limits.chance && (times === null || times >= limits.times))
    return mayBeLess(fresh, old)
      ? { is: 'cannot-judge', why: 'some loads of the new or errors of the old release were not counted' }
      : { is: 'worse', times, chance };
  if (isBad && old.errors / old.loads >= limits.leastRate) return { is: 'both-bad' };
  return mayBeMore(fresh, old)
    ? { is: 'cannot-judge', why: 'some errors of the new or loads of the old release were not counted' }
    : { is: 'no-worse' };
}

function tooFew(name: string, { loads }: Side, { leastLoads }: Limits): string | null {
  if (loads === 0) return `no loads per minute of ${name}`;
  return loads >= leastLoads ? null : `${loads} of at least ${leastLoads} loads of ${name}`;
}

/** With all that was lost, the new release could look better beside the old one. */
function mayBeLess(fresh: Side, old: Side): boolean {
  return fresh.isLoadsAtLeast || old.isErrorsAtLeast;
}

/** With all that was lost, the new release could look worse beside the old one. */
function mayBeMore(fresh: Side, old: Side): boolean {
  return fresh.isErrorsAtLeast || old.isLoadsAtLeast;
}

/** The new release's part of the loads, from 0 to 1; null without loads. */
export function exposureOf({ fresh, old }: Pick<Counts, 'fresh' | 'old'>): number | null {
  const all = fresh.loads + old.loads;
  return all === 0 ? null : fresh.loads / all;
}
