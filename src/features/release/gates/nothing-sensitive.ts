import { defineGate } from '../../../domain/gate.ts';

/** What needs one more approver has not changed since the live version. It only warns: the rule asks for the person. */
export const nothingSensitive = defineGate({
  id: 'nothing sensitive has changed',
  whenWarned: { who: 'the approvers', next: 'Press Details, and compare both versions on GitHub.' },
  evaluate: ({ sensitive }) => {
    if (sensitive === undefined) return [];
    if (sensitive.length === 0) return { is: 'pass', evidence: 'the same as in the live version' };
    return { is: 'warn', evidence: `one more approver, because of ${sensitive.join('; ')}` };
  },
});
