import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { changeBetween, isBreaking, isPrerelease } from '../../domain/version.ts';

type Facts = Pick<ReleaseFacts, 'asked' | 'releaseLine' | 'pointer'>;

/** What a release asks for. The first release of a line is a major, and in 0.x a minor. */
export function kindOf({ asked, releaseLine, pointer }: Facts): 'patch' | 'minor' | 'major' {
  const change = changeBetween(pointer?.version, asked);
  if (change !== 'first') return change;
  return releaseLine === 'v0' ? 'minor' : 'major';
}

/** Whether customers have to change something: a major, or a minor in 0.x; the first of 0.x has no customers. */
export function breaks({ asked, releaseLine, pointer }: Facts): boolean {
  if (isPrerelease(asked)) return false;
  const change = changeBetween(pointer?.version, asked);
  return change === 'first' ? releaseLine !== 'v0' : isBreaking(change, asked);
}

/** The workflow's jobs that must have succeeded: more of them for a major. */
export function jobsFor(facts: Facts, { release }: Settings): string[] {
  return [...release.expectedJobs, ...(kindOf(facts) === 'major' ? release.majorJobs : [])];
}
