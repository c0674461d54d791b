import { defineGate } from '../../../domain/gate.ts';

/** The commit is on the default branch. */
export const onDefaultBranch = defineGate({
  id: 'commit is on the default branch',
  evaluate: (facts) => {
    const { sha, onDefaultBranch: on } = facts.commit;
    if (!on)
      return {
        is: 'block',
        reason: { code: 'commit-not-on-default-branch', commit: sha, branch: facts.branch },
      };
    const from = facts.tag === undefined ? `head of ${facts.branch}` : `tag, on ${facts.branch}`;
    return { is: 'pass', evidence: `${sha.slice(0, 7)} (${from})` };
  },
});
