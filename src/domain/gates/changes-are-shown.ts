import type { Verdict } from '../gate.ts';
import type { ReleaseFacts } from '../release-facts.ts';

/** Says when the list of commits is not what goes out; it never blocks. */
export function changesAreShown({ changes, pointer }: ReleaseFacts): Verdict[] {
  if (changes.is === 'known' || pointer === undefined) return [];
  return [
    { gate: 'commits are listed', is: 'warn', evidence: `the list of commits is not known: ${changes.why}` },
  ];
}
