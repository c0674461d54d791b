import { anyone, type Catalogue, releaseInstead } from './catalogue.ts';

/** Why the repository, as it stands, does not allow a release. */
export const OF_SOURCE = {
  'gate-refused': ({ text, who, next }) => ({ text, who, next }),
  'tag-left-over': ({ tag, operation, behind, next }) => ({
    text: `The tag ${tag} was left by ${operation}, which ended without a release; ${behind}.`,
    who: 'anyone who may push to the repository',
    next: `${releaseInstead(next)} Or type /navi delete-tag ${tag}: where nothing was made from it, the tag is deleted, and ${tag} can be asked for again.`,
  }),
  'tag-stays': ({ tag, why, next }) => ({
    text: `The tag ${tag} is not deleted: ${why.join('; ')}.`,
    who: 'anyone who may ask for a release',
    next: releaseInstead(next),
  }),
  'no-left-tag': ({ tag }) => ({
    text: `No release of Navi has left a tag ${tag}.`,
    who: anyone,
    next: 'Type /navi history to see what has ended; a tag that somebody else made is theirs to delete.',
  }),
  'branch-named-as-tag': ({ branch, head }) => ({
    text: `A branch is named ${branch}, as the tag will be (it is at ${head.slice(0, 7)}), so the name means two things.`,
    who: 'anyone who may push to the repository',
    next: `Rename or delete the branch, as with "git push origin :refs/heads/${branch}", and ask again.`,
  }),
  'workflow-claim-missing': ({ file, says, wants, hasInput }) => ({
    text: `${file} at this commit does not speak the claim protocol ${wants}: NAVI_CLAIM_PROTOCOL is ${says ?? 'not set'} in its env, and it ${hasInput ? 'has' : 'lacks'} the input "claim".`,
    who: 'anyone who may push to the repository',
    next: 'Merge what docs/workflow.md lists under "What the workflow has to have", and release a commit that has it.',
  }),
} satisfies Partial<Catalogue>;
