import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'retry',
  summary: 'Have a stopped operation try again, from the terminal.',
  examples: ['retry rel_01J'],
  decide: (useCases, click) => useCases.retry(click),
});
