import { readUntil } from '../../../domain/until.ts';
import { wallTimeOf } from '../../../domain/wall-time.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { EMERGENCY_ALERT } from '../emergency-alert.ts';
import { onEmergency } from '../on-emergency.ts';

const LONGEST_MS = 90 * 86_400_000;
const HOW = 'Write until when and why, such as: until mon 09:00 the vendor has the fix on Monday.';

/** A person accepts that an emergency waits, until a time at which people are called again. The clock runs on. */
export default defineDecision({
  name: 'waive-emergency',
  about: EMERGENCY_ALERT,
  permission: 'request-release',
  button: { label: 'Waive until …', says: 'Waive the calls until a time, of the' },
  place: 40,
  offered: ({ emergency }) => emergency.over === null,
  asks: {
    title: 'Waive the calls',
    submit: 'Waive',
    reason: 'Until when, and why: until mon 09:00 the vendor has the fix on Monday',
    says: () => ['Navi calls no person until then, and calls them at that time.', 'The clock runs on.'],
  },
  word: {
    name: 'waive-emergency',
    summary: 'Call no person for an emergency until a time, with a reason; then Navi calls again.',
    examples: ['waive-emergency emg_01j "until mon 09:00 the vendor has the fix on Monday"'],
    takes: 'reason',
    id: 'the emergency, as emergency lists it',
  },
  apply: (context, decided) =>
    onEmergency(context, decided, {
      asked: 'waive',
      say: ({ alert: { emergency }, person, at }) => {
        const now = new Date(at);
        const until = readUntil(decided.reason, { now, zone: person.zone ?? emergency.zone });
        const ms = until === undefined ? 0 : Date.parse(until.at) - now.getTime();
        if (until === undefined || until.rest === '' || ms <= 0 || ms > LONGEST_MS)
          return {
            refused: {
              ...{ code: 'usage', command: 'emergency', problem: HOW },
              usage: 'waive-emergency emg_01j "until mon 09:00 why"',
            },
          };
        return {
          event: 'emergency-waived',
          details: { until: until.at, why: until.rest.slice(0, 200) },
          text: `No calls until ${wallTimeOf(new Date(until.at), emergency.zone)}; then Navi calls again.`,
        };
      },
    }),
});
