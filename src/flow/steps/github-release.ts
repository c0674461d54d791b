import { approvedTagOf, tagTrouble } from '../../domain/approved-tag.ts';
import { defineStep } from './step.ts';

/**
 * The release page on GitHub, with generated notes. A hidden marker names the operation that made it. GitHub would make
 * a missing tag itself, so the tag is read first; without it there is no page, and that is a remark: everything that
 * customers have is done by now.
 */
export const githubRelease = defineStep({
  kind: 'github-release',
  needs: ['scm'],
  title: (params) => `Publish the GitHub release ${params.tag}`,
  deadline: () => null,
  observe: async (params, { use, operation }) => {
    const found = await use.scm.releaseByTag(params.tag);
    if (found !== undefined) {
      const isOurs = found.body.includes(markerOf(operation.id));
      const by = isOurs ? 'this operation' : 'somebody else, left as it is';
      return { is: 'ours', evidence: { release: found.id, url: found.url, by } };
    }
    const approved = approvedTagOf(operation.plan.content);
    if (approved === undefined) return { is: 'cannot-tell', why: 'the plan names no commit' };
    const trouble = tagTrouble(approved, await use.scm.tag(approved.tag));
    if (trouble !== null)
      return { is: 'ours', evidence: { remark: `no release page was made: ${trouble.detail}` } };
    const { commit } = approved;
    const notes = await use.scm.generateNotes({ tag: params.tag, commit, previous: params.previous });
    return { is: 'absent', seen: { commit, notes } };
  },
  act: async (params, { use, operation, seen }) => {
    const made = await use.scm.createRelease({
      tag: params.tag,
      commit: String(seen['commit']),
      title: params.tag,
      body: `${String(seen['notes'] ?? '')}\n\n${markerOf(operation.id)}\n`,
      latest: params.latest,
    });
    return { is: 'sent', evidence: { release: made.id, url: made.url } };
  },
});

function markerOf(operation: string): string {
  return `<!-- navi-operation: ${operation} -->`;
}
