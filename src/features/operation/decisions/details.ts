import { refuse } from '../../../domain/refusal.ts';
import { believe, cardKnown } from '../../../engine/click.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';

/** Shows the whole plan; any known person may read it. It decides nothing. */
export default defineDecision({
  name: 'details',
  about: OPERATION,
  permission: null,
  button: { label: 'Details', says: 'Details: show the whole plan of the' },
  place: 150,
  offered: () => true,
  shows: {
    title: 'Details',
    facts: 'store',
    window: async (context, click) => {
      await cardKnown(context, click, OPERATION);
      return context.store.transaction(async (tx) => {
        const believed = await believe(tx, click, OPERATION);
        if ('refused' in believed)
          return { is: 'refusal' as const, refusal: refuse(believed.refused), asked: 'Details' };
        return { is: 'details' as const, operation: believed.row };
      });
    },
  },
});
