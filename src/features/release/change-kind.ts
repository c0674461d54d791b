import { type Policy, STAGED } from '../../domain/policy.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { changeBetween, countsAs, isBreaking, isPrerelease } from '../../domain/version.ts';

type Facts = Pick<ReleaseFacts, 'asked' | 'releaseLine' | 'knownGood'>;

/** What a release asks for. A prerelease moves nothing that customers load, and asks for as much as a patch. */
export function kindOf({ asked, knownGood }: Facts): 'patch' | 'minor' | 'major' {
  return isPrerelease(asked) ? 'patch' : countsAs(knownGood, asked);
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

/**
 * How long a release soaks on the CDN before `latest` moves, in milliseconds; null where it is not staged. What follows a
 * release that still soaks is staged too: npm’s users have not got that one either.
 */
export function soakFor(
  facts: Facts & Pick<ReleaseFacts, 'soaking'>,
  { release, releaseWatch }: Settings,
  own?: Policy,
): number | null {
  if (isPrerelease(facts.asked)) return null;
  const kind = kindOf(facts);
  const staged = [...release.staged, ...(own === undefined ? [] : (own.release.staged ?? STAGED))];
  return staged.includes(kind) || facts.soaking !== undefined ? releaseWatch.soak[kind] : null;
}
