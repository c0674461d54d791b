import { defineGate } from '../gate.ts';

/** Says when the list of commits is not what goes out; it never blocks. */
export const changesAreShown = defineGate({
  id: 'commits are listed',
  evaluate: ({ changes, pointer }) => {
    if (changes.is === 'known' || pointer === undefined) return [];
    return [{ is: 'warn', evidence: `the list of commits is unknown: ${changes.why}` }];
  },
});
