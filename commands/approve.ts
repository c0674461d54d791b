import { defineDecision, PLAN } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'approve',
  summary: 'Approve a plan from the terminal.',
  examples: ['approve rel_01J 6ad54d76'],
  arguments: [PLAN],
  decide: (useCases, click, { plan: planHash = '' }) => useCases.approve({ ...click, planHash }),
});
