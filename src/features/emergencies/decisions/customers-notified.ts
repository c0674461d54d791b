import { defineDecision } from '../../../engine/define-decision.ts';
import { EMERGENCY_ALERT } from '../emergency-alert.ts';
import { onEmergency } from '../on-emergency.ts';

/** A person proves that customers were notified of an emergency. */
export default defineDecision({
  name: 'customers-notified',
  about: EMERGENCY_ALERT,
  permission: 'tell-customers',
  button: { label: 'Customers notified', says: 'Customers were notified of the' },
  place: 30,
  offered: ({ emergency: { over, told, bars } }) =>
    over === null && told === null && bars.some(({ id, is }) => id === 'customers' && is !== 'met'),
  asks: {
    title: 'Customers were notified',
    submit: 'They were notified',
    reason: 'How, and the proof',
    says: ({ emergency }) => [
      `About ${emergency.bad.map((version) => `v${version}`).join(', ') || 'this emergency'}.`,
      'Notify each customer who loads it, directly. /navi customers lists them.',
    ],
  },
  word: {
    name: 'customers-notified',
    summary: 'Say that customers were notified of an emergency, with the proof.',
    examples: ['customers-notified emg_01j "mail of 14:05 to all, answered by each"'],
    takes: 'reason',
    id: 'the emergency, as emergency lists it',
  },
  apply: (context, decided) =>
    onEmergency(context, decided, {
      asked: 'customers notified',
      say: () => ({
        event: 'emergency-told',
        details: { proof: decided.reason.slice(0, 300) },
        text: 'Noted: customers were notified.',
      }),
    }),
});
