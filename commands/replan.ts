import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'replan',
  summary: 'After drift, plan what is left of a release again, from the terminal.',
  examples: ['replan rel_01J'],
  decide: (useCases, click) => useCases.replan(click),
});
