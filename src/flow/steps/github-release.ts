import { defineStep } from './step.ts';

/** The release page on GitHub, with generated notes. A hidden marker names the operation that made it. */
export const githubRelease = defineStep({
  kind: 'github-release',
  needs: ['scm'],
  title: (params) => `Publish the GitHub release ${params.tag}`,
  deadline: () => null,
  observe: async (params, { use, operation }) => {
    const found = await use.scm.releaseByTag(params.tag);
    if (found === undefined)
      return {
        is: 'absent',
        seen: { notes: await use.scm.generateNotes(params.tag, params.previous) },
      };
    const by = found.body.includes(markerOf(operation.id))
      ? 'this operation'
      : 'somebody else, left as it is';
    return { is: 'ours', evidence: { release: found.id, url: found.url, by } };
  },
  act: async (params, { use, operation, seen }) => {
    const notes = String(seen['notes'] ?? '');
    const made = await use.scm.createRelease({
      tag: params.tag,
      title: params.tag,
      body: `${notes}\n\n${markerOf(operation.id)}\n`,
      latest: params.latest,
    });
    return { is: 'sent', evidence: { release: made.id, url: made.url } };
  },
});

function markerOf(operation: string): string {
  return `<!-- navi-operation: ${operation} -->`;
}
