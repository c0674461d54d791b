import { defineDecision, PLAN } from '../src/dispatch/decide.ts';

export default defineDecision({
  name: 'reject',
  summary: 'Reject a plan from the terminal, with a reason.',
  examples: ['reject rel_01J 6ad54d76 "not before the fix"'],
  arguments: [
    PLAN,
    { name: 'reason', required: true, about: 'the reason, for the card and the audit log', rest: true },
  ],
  decide: (useCases, click, { plan: planHash = '', reason = '' }) =>
    useCases.reject({ ...click, planHash, reason }),
});
