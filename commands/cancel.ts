import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'cancel',
  formerly: ['abandon'],
  summary: 'Cancel a stopped operation, from the terminal; its card says what that does.',
  examples: ['cancel rel_01J'],
  decide: (useCases, click) => useCases.abandon(click),
});
