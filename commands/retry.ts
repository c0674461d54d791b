import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'retry',
  summary: 'Retry the paused step of an operation from the terminal.',
  examples: ['retry rel_01J'],
  decide: (useCases, click) => useCases.retry(click),
});
