import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'retract',
  summary: 'Take back a plan of your own that nobody has decided on, from the terminal.',
  examples: ['retract rel_01J'],
  decide: (useCases, click) => useCases.retract(click),
});
