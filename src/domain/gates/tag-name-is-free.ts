import type { Verdict } from '../gate.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import { tagOf } from '../version.ts';

/** No branch has the tag's name: people and tools that say only the name would get the branch. */
export function tagNameIsFree({ asked, branchOfTagName: head }: ReleaseFacts): Verdict {
  const gate = 'no branch has the name of the tag';
  if (head === undefined) return { gate, is: 'pass', evidence: `${tagOf(asked)} can only mean the tag` };
  return { gate, is: 'block', reason: { code: 'branch-named-as-tag', branch: tagOf(asked), head } };
}
