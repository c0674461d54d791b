import { block, defineGate } from '../../../domain/gate.ts';
import { tagOf } from '../../../domain/version.ts';

/** navi-js can find the new loader: `CDN_VERSION_MAP` has `"1.2.0": "v1.2.0"`. */
export const versionMapHasEntry = defineGate({
  id: 'CDN_VERSION_MAP has the entry',
  evaluate: (facts) => {
    const entry = facts.versionMap?.[facts.asked];
    if (entry !== tagOf(facts.asked))
      return block({
        code: 'version-map-entry-missing',
        version: facts.asked,
        file: facts.settings.versionMap.file,
      });
    return { is: 'pass', evidence: `"${facts.asked}": "${entry}"` };
  },
});
