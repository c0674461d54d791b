import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'cancel',
  formerly: ['abandon'],
  summary: 'Cancel a paused operation from the terminal; its card shows the effect.',
  examples: ['cancel rel_01J'],
  decide: (useCases, click) => useCases.abandon(click),
});
