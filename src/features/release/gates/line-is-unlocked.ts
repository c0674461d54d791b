import { block, defineGate } from '../../../domain/gate.ts';
import { isPrerelease } from '../../../domain/version.ts';

/** The line is not locked by a rollback; a prerelease moves nothing on it. */
export const lineIsUnlocked = defineGate({
  id: 'releases are not locked',
  evaluate: (facts) => {
    if (isPrerelease(facts.asked)) return [];
    if (facts.locked !== undefined)
      return block({ code: 'line-locked', line: facts.releaseLine, ...facts.locked });
    return { is: 'pass', evidence: `${facts.releaseLine} is not locked` };
  },
});
