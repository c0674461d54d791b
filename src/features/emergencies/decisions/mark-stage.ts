import { defineDecision } from '../../../engine/define-decision.ts';
import { nextStage, STAGE_WORDS } from '../card.ts';
import { EMERGENCY_ALERT } from '../emergency-alert.ts';
import { onEmergency } from '../on-emergency.ts';

/** A person says that the next stage of the emergency procedure is done, and by what. */
export default defineDecision({
  name: 'mark-stage',
  about: EMERGENCY_ALERT,
  permission: 'roll-back',
  button: { label: 'Stage done', says: 'Mark the next stage as done of the' },
  place: 20,
  offered: ({ emergency }) => emergency.over === null && nextStage(emergency) !== undefined,
  asks: {
    title: 'Stage done',
    submit: 'Mark as done',
    reason: 'What was done',
    says: ({ emergency }) => {
      const stage = nextStage(emergency);
      if (stage === undefined) return ['All stages are done.'];
      const { title, check } = STAGE_WORDS[stage];
      return [title, `Check: ${check}`, 'This does not stop the clock: only what Navi reads does.'];
    },
  },
  word: {
    name: 'mark-stage',
    summary: 'Mark the next stage of an emergency as done, and say what was done.',
    examples: ['mark-stage emg_01j "rolled back to the version before"'],
    takes: 'reason',
    id: 'the emergency, as emergency lists it',
  },
  apply: (context, decided) =>
    onEmergency(context, decided, {
      asked: 'stage done',
      say: ({ alert: { id, emergency } }) => {
        const stage = nextStage(emergency);
        if (stage === undefined)
          return { refused: { code: 'choice-not-offered', operation: id, choice: 'stage done' } };
        return {
          event: 'emergency-stage',
          details: { stage, text: decided.reason.slice(0, 200) },
          text: `Done: ${STAGE_WORDS[stage].title}.`,
        };
      },
    }),
});
