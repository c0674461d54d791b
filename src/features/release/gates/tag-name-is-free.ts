import { defineGate } from '../../../domain/gate.ts';
import { tagOf } from '../../../domain/version.ts';

/** No branch has the tag's name: people and tools that use the short name would get the branch. */
export const tagNameIsFree = defineGate({
  id: 'no branch has the name of the tag',
  evaluate: ({ asked, branchOfTagName: head }) => {
    if (head === undefined) return { is: 'pass', evidence: `${tagOf(asked)} is unambiguous` };
    return { is: 'block', reason: { code: 'branch-named-as-tag', branch: tagOf(asked), head } };
  },
});
