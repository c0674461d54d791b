import { block, defineGate } from '../../../domain/gate.ts';
import { isNewer, isPrerelease, preTagOf } from '../../../domain/version.ts';

/** The version is newer than what is live on its line, and a prerelease has a dist-tag of its own. */
export const versionIsNewer = defineGate({
  id: 'version is newer',
  evaluate: (facts) => {
    const { asked, settings } = facts;
    const tag = preTagOf(asked);
    if (isPrerelease(asked) && (tag === undefined || tag === settings.npm.liveTag))
      return block({ code: 'version-prerelease', version: asked });
    const live = facts.pointer?.version;
    if (live === undefined) {
      return {
        is: 'pass',
        evidence: `no live version of ${facts.releaseLine} is known`,
      };
    }
    if (facts.asked === live) return { is: 'warn', evidence: `${live} is live on ${facts.releaseLine}` };
    if (!isNewer(facts.asked, live))
      return block({ code: 'version-not-newer', version: facts.asked, live, line: facts.releaseLine });
    return { is: 'pass', evidence: `${facts.asked} is above ${live}, live on ${facts.releaseLine}` };
  },
});
