import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { changeBetween, isBreaking, isPrerelease } from '../../domain/version.ts';

type Facts = Pick<ReleaseFacts, 'asked' | 'releaseLine' | 'knownGood'>;

/**
 * What a release asks for. The first release of a line is a major, and in 0.x a minor. A prerelease moves nothing that
 * customers load, and asks for as much as a patch.
 */
export function kindOf({ asked, releaseLine, knownGood }: Facts): 'patch' | 'minor' | 'major' {
  if (isPrerelease(asked)) return 'patch';
  const change = changeBetween(knownGood, asked);
  if (change !== 'first') return change;
  return releaseLine === 'v0' ? 'minor' : 'major';
}

/**
 * Whether customers have to change something: a major, or a minor in 0.x; the first of 0.x has no customers. Where what is
 * live is not known, a release counts as breaking.
 */
export function breaks({ asked, releaseLine, knownGood }: Facts): boolean {
  if (isPrerelease(asked)) return false;
  const change = changeBetween(knownGood, asked);
  return change === 'first' ? releaseLine !== 'v0' : isBreaking(change, asked);
}

/** The workflow's jobs that must have succeeded: more of them for a major. */
export function jobsFor(facts: Facts, { release }: Settings): string[] {
  return [...release.expectedJobs, ...(kindOf(facts) === 'major' ? release.majorJobs : [])];
}
