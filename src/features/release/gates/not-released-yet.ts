import { block, defineGate } from '../../../domain/gate.ts';

/**
 * Neither the pointer nor the bucket has this version yet. A tag alone does not count: it may come from an earlier
 * attempt of ours.
 */
export const notReleasedYet = defineGate({
  id: 'not released yet',
  evaluate: (facts) => {
    const found = [
      ...(facts.releasedBy === undefined ? [] : [`${facts.releasedBy} made it live`]),
      ...(facts.pointer?.version === facts.asked ? [`the pointer of ${facts.releaseLine} is at it`] : []),
      ...facts.packages
        .filter((one) => one.ships === 'npm' && one.file?.version === facts.asked && one.live === facts.asked)
        .map((one) => `latest of ${one.name} is at it`),
    ];
    if (found.length > 0)
      return block({ code: 'already-released', version: facts.asked, what: found.join(', ') });
    return { is: 'pass', evidence: `neither the pointer nor latest is at ${facts.asked}` };
  },
});
