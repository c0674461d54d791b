import { describe, expect, it } from 'vitest';
import { type ReleaseContent, releaseContent } from '../../../src/features/release/plans/release-content.ts';
import { differencesBetween } from '../../../src/features/release/release-plan.ts';
import { sampleMove, sampleOperation } from '../../harness/samples/sample-release.ts';

/** A plan of one package. One from before the claim's protocol has no `claim` and says no access. */
function planned(of: Pick<ReleaseContent, 'claim'>, access: 'public' | 'restricted' | null): ReleaseContent {
  const { content } = sampleOperation().plan;
  if (!releaseContent.is(content)) throw new Error('not a release');
  const { claim: _, ...rest } = content;
  const move = sampleMove('navi-core', access === null ? {} : { access });
  return { ...rest, ...of, packages: [move] };
}

describe('what differs between an approved plan and the one of today', () => {
  it('is the access that a package has got since', () => {
    const claim = { protocol: 1 };
    expect(differencesBetween(planned({ claim }, null), planned({ claim }, 'restricted'))).toEqual([
      '@awell-health/navi-core (access): nothing → restricted',
    ]);
  });

  it('is no access that a plan from before the claim could not say', () => {
    expect(differencesBetween(planned({}, null), planned({}, 'public'))).toEqual([]);
  });

  it('is a policy that has changed, in words', () => {
    const own = planned({}, null);
    expect(differencesBetween(own, { ...own, policy: 'another' })).toEqual(['the policy has changed']);
  });
});
