import { defineDecision } from '../../../engine/define-decision.ts';
import { adoptDrift } from '../adopt.ts';
import { recordedText } from '../card.ts';
import { DRIFT_ALERT } from '../subject.ts';

/** What was found becomes what Navi has recorded. */
export default defineDecision({
  name: 'adopt',
  about: DRIFT_ALERT,
  permission: 'request-release',
  button: { label: 'Adopt', says: 'Adopt: record what was found as' },
  place: 20,
  offered: ({ state, finding }) => state.is === 'firing' && finding.adopts !== null,
  asks: {
    title: 'Adopt this change',
    submit: 'Adopt',
    reason: 'Why this is right',
    says: (alert) => [
      `Found: ${alert.finding.what}`,
      `Recorded until now: ${recordedText(alert)}`,
      'Navi records what was found as live, and writes nothing else.',
    ],
  },
  word: {
    name: 'adopt',
    summary: 'Record what a drift alert found as live, with a reason, from the terminal.',
    examples: ['adopt drf_01J "the CDN team moved it for the incident"'],
    takes: 'reason',
    id: 'the alert, as drift lists it',
  },
  apply: adoptDrift,
});
