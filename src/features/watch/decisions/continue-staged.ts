import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { continueSoaked } from '../continue-soaked.ts';
import { pausedBySoak } from '../settle-soak.ts';

/** A person continues after the soak of a staged release with which nothing could be compared. */
export default defineDecision({
  name: 'continue-staged',
  about: OPERATION,
  permission: 'request-release',
  button: { label: 'Continue', says: 'Continue after the soak of the', style: 'primary' },
  place: 55,
  offered: (operation) => pausedBySoak(operation) === 'soak-over',
  word: {
    name: 'continue',
    summary: 'Continue to npm after the soak of a staged release, from the terminal.',
    examples: ['continue rel_01J'],
    takes: 'nothing',
  },
  apply: (context, click) => continueSoaked(context, click, { asked: 'continue', because: 'soak-over' }),
});
