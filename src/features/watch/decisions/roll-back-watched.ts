import { placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { createLooks, previewRollback } from '../../rollback/index.ts';
import { WATCHED_RELEASE } from '../watch-alert.ts';

/** The window shows what the rollback does, and confirms it. */
export default defineDecision({
  name: 'roll-back-watched',
  about: WATCHED_RELEASE,
  permission: 'roll-back',
  urgent: true,
  button: { label: 'Roll back', says: 'Roll back: show what that does to the', style: 'danger' },
  place: 20,
  offered: ({ state, watch }) => state.is !== 'over' && watch.replaced !== null,
  shows: {
    title: 'Roll back',
    facts: 'world',
    window: (context, click) => {
      const ask = { target: undefined, reason: undefined, cdnOnly: false };
      return previewRollback(
        context,
        { ...ask, caller: click.caller, place: placeOf(click) },
        createLooks(context),
      );
    },
  },
});
