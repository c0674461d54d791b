import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'withdraw',
  formerly: ['retract'],
  summary: 'Withdraw your own release request from the terminal, before it is decided.',
  examples: ['withdraw rel_01J'],
  decide: (useCases, click) => useCases.retract(click),
});
