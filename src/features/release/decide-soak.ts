import type { WatchedSoak } from '../../domain/watched-soak.ts';

/** What follows for a staged release whose pointer was moved. `until` is ISO. */
type SoakStep =
  | { is: 'soaks'; until: string }
  /** Its time is over; the watch has not ended yet. */
  | { is: 'watched' }
  | { is: 'worse'; since: string }
  /** A person has to go on, and why. */
  | { is: 'asks'; why: string }
  | { is: 'over'; by: 'watch' | 'person' };

interface Soaking {
  /** ISO */
  until: string;
  now: string;
  /** It is the first release of its line: there is nothing to compare it with. */
  isFirst: boolean;
}

/**
 * Whether a staged release goes on. One that is worse does not, however late it is. One that could not be compared, or was
 * not watched to the end, goes on by a person. Pure.
 */
export function decideSoak(watch: WatchedSoak, { until, now, isFirst }: Soaking): SoakStep {
  const { hasBegun, worseSince, asksPerson, over } = watch;
  if (worseSince !== null && over !== 'by-person') return { is: 'worse', since: worseSince };
  if (now < until) return { is: 'soaks', until };
  if (over === 'by-person') return { is: 'over', by: 'person' };
  if (over === 'passed') return { is: 'over', by: 'watch' };
  if (over === 'superseded') return { is: 'asks', why: 'its watch ended before its time' };
  if (!hasBegun) return { is: 'asks', why: 'it was not watched' };
  if (!isFirst) return { is: 'watched' };
  const first = 'there was no earlier release on its line to compare it with';
  return { is: 'asks', why: asksPerson ? first : `${first}, and Navi’s probes do not say that all is well` };
}
