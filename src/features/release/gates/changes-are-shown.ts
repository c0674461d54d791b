import { defineGate } from '../../../domain/gate.ts';

/** Warns when the list of commits is incomplete; it never blocks. */
export const changesAreShown = defineGate({
  id: 'commits are listed',
  evaluate: ({ changes, pointer }) => {
    if (changes.is === 'known' || pointer === undefined) return [];
    return [{ is: 'warn', evidence: `the list of commits is unknown: ${changes.why}` }];
  },
});
