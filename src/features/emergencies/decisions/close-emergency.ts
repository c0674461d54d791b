import { defineDecision } from '../../../engine/define-decision.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import { EMERGENCY_ALERT, pageOf } from '../emergency-alert.ts';
import { onEmergency } from '../on-emergency.ts';
import { EMERGENCIES } from '../read-emergencies.ts';

/** A person closes an emergency that is none: it counts as closed, never as in time. */
export default defineDecision({
  name: 'close-emergency',
  about: EMERGENCY_ALERT,
  permission: 'request-release',
  button: { label: 'Close', says: 'Close: this is no emergency, the', style: 'danger' },
  place: 50,
  offered: ({ emergency }) => emergency.over === null,
  asks: {
    title: 'Close this emergency',
    submit: 'Close',
    reason: 'Why it is none',
    says: () => [
      'Close it when it is no emergency. One that is ends by itself, when customers are safe.',
      'The summary lists it as closed by a person, not as in time.',
    ],
  },
  word: {
    name: 'close-emergency',
    summary: 'Close an emergency that is none, with a reason.',
    examples: ['close-emergency emg_01j "the report was about another product"'],
    takes: 'reason',
    id: 'the emergency, as emergency lists it',
  },
  apply: (context, decided) =>
    onEmergency(context, decided, {
      asked: 'close',
      say: ({ alert: { id }, at }) => ({
        subject: EMERGENCIES,
        event: 'emergency-over',
        details: { emergency: id, how: 'closed', at, why: decided.reason.slice(0, 200) },
        text: `${id} is closed.`,
      }),
      after: async (tx, { emergency, ...row }, { person, at }) => {
        await tx.alerts.save({ ...row, state: { is: 'over', at, how: 'closed', by: person.name } });
        const text = `${person.name} closed it: ${decided.reason.slice(0, 200)}`;
        await enqueuePage(tx, context, pageOf(emergency, { event: 'alert.resolved', at, text }));
      },
    }),
});
