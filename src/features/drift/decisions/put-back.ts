import { defineDecision } from '../../../engine/define-decision.ts';
import { canBePutBack, recordedText } from '../card.ts';
import { putBack } from '../put-back.ts';
import { DRIFT_ALERT } from '../subject.ts';

/** What was recorded becomes live again: one confirmation, as for a rollback. */
export default defineDecision({
  name: 'put-back',
  about: DRIFT_ALERT,
  permission: 'roll-back',
  urgent: true,
  button: { label: 'Put back', says: 'Put back to what was recorded:', style: 'danger' },
  place: 10,
  offered: (alert) => alert.state.is === 'firing' && canBePutBack(alert),
  asks: {
    title: 'Put back',
    submit: 'Put back',
    reason: null,
    says: (alert) => [
      `Found: ${alert.finding.what}`,
      `Put back to: ${recordedText(alert)}`,
      'Navi writes this and nothing else, reads it back, and proves a pointer at the edge.',
    ],
  },
  word: {
    name: 'put-back',
    summary: 'Restore what was recorded before a drift alert, from the terminal.',
    examples: ['put-back drf_01J'],
    takes: 'nothing',
    id: 'the alert, as drift lists it',
  },
  apply: putBack,
});
