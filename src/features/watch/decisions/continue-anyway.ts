import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { continueSoaked } from '../continue-soaked.ts';
import { pausedBySoak } from '../settle-soak.ts';

/** A person continues with a staged release that is worse than the one that it replaced, for a reason. */
export default defineDecision({
  name: 'continue-anyway',
  about: OPERATION,
  permission: 'request-release',
  button: { label: 'Continue anyway', says: 'Continue in spite of its watch with the' },
  place: 56,
  offered: (operation) => pausedBySoak(operation) === 'soak-worse',
  asks: {
    title: 'Continue with this release',
    submit: 'Continue',
    reason: 'Why it continues',
    says: ({ plan }) => [
      `v${plan.content.version} stays live in spite of the comparison, and its soak continues.`,
      'People with the permission can still roll it back.',
    ],
  },
  word: {
    name: 'continue-anyway',
    summary: 'Continue with a staged release that is worse, from the terminal, with a reason.',
    examples: ['continue-anyway rel_01J "known, and fixed in the next patch"'],
    takes: 'reason',
  },
  apply: (context, click) =>
    continueSoaked(context, click, { asked: 'continue anyway', because: 'soak-worse' }),
});
