import { defineDecision } from '../../../engine/define-decision.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import { EMERGENCY_ALERT, nameOfEmergency, pageOf } from '../emergency-alert.ts';
import { onEmergency } from '../on-emergency.ts';

/** A person looks after an emergency: they are called first from now on. */
export default defineDecision({
  name: 'take-emergency',
  about: EMERGENCY_ALERT,
  permission: 'read',
  button: { label: 'Take it', says: 'Take it: look after the', style: 'primary' },
  place: 10,
  offered: ({ emergency }) => emergency.over === null && emergency.assignee === null,
  word: {
    name: 'take-emergency',
    summary: 'Look after an emergency: you are called for it from now on.',
    examples: ['take-emergency emg_01j'],
    takes: 'nothing',
    id: 'the emergency, as emergency lists it',
  },
  apply: (context, decided) =>
    onEmergency(context, decided, {
      asked: 'take',
      say: ({ alert: { emergency } }) => ({
        event: 'emergency-taken',
        details: {},
        text: `You look after the ${nameOfEmergency(emergency)}.`,
      }),
      after: (tx, { emergency }, { person, at }) =>
        enqueuePage(
          tx,
          context,
          pageOf(emergency, { event: 'alert.acknowledged', at, text: `${person.name} looks after it.` }),
        ),
    }),
});
