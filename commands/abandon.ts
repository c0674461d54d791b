import { defineDecision } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'abandon',
  summary: 'End a stopped operation, from the terminal; what it moved is given back.',
  examples: ['abandon rel_01J'],
  decide: (useCases, click) => useCases.abandon(click),
});
