import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'replan',
  summary: 'Re-plan the remaining steps of a release after a change outside Navi.',
  examples: ['replan rel_01J'],
  decide: (useCases, click) => useCases.replan(click),
});
