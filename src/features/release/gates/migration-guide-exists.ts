import { defineGate } from '../../../domain/gate.ts';
import { tagOf } from '../../../domain/version.ts';
import { breaks } from '../change-kind.ts';

/** Before a breaking release its commit says what customers have to change. */
export const migrationGuideExists = defineGate({
  id: 'a migration guide exists',
  evaluate: (facts) => {
    const { documents, asked, commit, knownGood, releaseLine } = facts;
    if (documents === undefined || !breaks(facts)) return [];
    if (documents.guide !== null) return { is: 'pass', evidence: documents.guide };
    return {
      is: 'block',
      text: `${tagOf(asked)} ${knownGood === undefined ? `counts as breaking, because no live version of ${releaseLine} is known,` : 'is breaking,'} and ${commit.sha.slice(0, 7)} has no migration guide.`,
      who: 'those who wrote the change',
      next: `Add ${documents.guides[0]} with what customers have to change, and request the release again.`,
    };
  },
});
