import { block, defineGate } from '../../../domain/gate.ts';
import { isNewer, isPrerelease, preTagOf } from '../../../domain/version.ts';

/**
 * The version is newer than what is live on its line, by the pointer and by the record: foreign bytes on the pointer
 * are no version. A prerelease has a dist-tag of its own.
 */
export const versionIsNewer = defineGate({
  id: 'version is newer',
  evaluate: (facts) => {
    const { asked, settings, knownGood, pointer } = facts;
    const tag = preTagOf(asked);
    if (isPrerelease(asked) && (tag === undefined || tag === settings.npm.liveTag))
      return block({ code: 'version-prerelease', version: asked });
    const live = pointer?.version ?? knownGood;
    if (live === undefined) {
      return {
        is: 'pass',
        evidence: `no live version of ${facts.releaseLine} is known`,
      };
    }
    if (asked === live) return { is: 'warn', evidence: `${live} is live on ${facts.releaseLine}` };
    const above = [live, knownGood].find((one) => one !== undefined && !isNewer(asked, one));
    if (above !== undefined)
      return block({ code: 'version-not-newer', version: asked, live: above, line: facts.releaseLine });
    return { is: 'pass', evidence: `${facts.asked} is above ${live}, live on ${facts.releaseLine}` };
  },
});
