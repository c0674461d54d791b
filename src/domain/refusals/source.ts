import { type Catalogue, MAINTAINERS, releaseInstead } from './catalogue.ts';

/** Why the repository in its current state does not allow a release. */
export const OF_SOURCE = {
  'gate-refused': ({ text, who, next }) => ({ text, who, next }),
  'tag-left-over': ({ tag, operation, behind, next }) => ({
    text: `The tag ${tag} is left from ${operation}, which ended without a release; ${behind}.`,
    who: MAINTAINERS,
    next: `${releaseInstead(next)} Or type /navi delete-tag ${tag}: if nothing was built from it, Navi deletes the tag and you can release ${tag} again.`,
  }),
  'tag-stays': ({ tag, why, next }) => ({
    text: `The tag ${tag} is not deleted: ${why.join('; ')}.`,
    who: null,
    next: releaseInstead(next),
  }),
  'no-left-tag': ({ tag }) => ({
    text: `No ended release has left a tag ${tag}.`,
    who: null,
    next: 'Type /navi history to see what has ended. Navi deletes only tags that it made.',
  }),
  'branch-named-as-tag': ({ branch, head }) => ({
    text: `A branch has the name of the tag, ${branch} (at ${head.slice(0, 7)}), so the name is ambiguous.`,
    who: MAINTAINERS,
    next: `Rename or delete the branch, as with "git push origin :refs/heads/${branch}", and try again.`,
  }),
  'workflow-claim-missing': ({ file, says, wants, hasInput }) => ({
    text: `${file} at this commit does not use claim protocol ${wants}: NAVI_CLAIM_PROTOCOL is ${says ?? 'not set'} in its env, and it ${hasInput ? 'has' : 'lacks'} the input "claim".`,
    who: MAINTAINERS,
    next: 'Merge what docs/workflow.md lists under "What the workflow has to have", then release that commit.',
  }),
} satisfies Partial<Catalogue>;
