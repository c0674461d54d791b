import { block, defineGate } from '../../../domain/gate.ts';

/** The line is not locked by a rollback. */
export const lineIsUnlocked = defineGate({
  id: 'releases are not locked',
  evaluate: (facts) => {
    if (facts.locked !== undefined)
      return block({ code: 'line-locked', line: facts.releaseLine, ...facts.locked });
    return { is: 'pass', evidence: `${facts.releaseLine} is not locked` };
  },
});
