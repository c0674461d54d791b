import { defineStep } from './step.ts';

/** What GitHub takes of a release's text is 125,000 characters (docs.github.com/en/rest/releases/releases). */
const MOST_BODY = 120_000;

/**
 * Says on the GitHub release of a version that it was taken back, and makes the page of the version that is live again
 * the repository's *latest*, if the one taken back was that. A nicety: what stops it is a remark.
 */
export const markRelease = defineStep({
  kind: 'mark-release',
  needs: ['scm'],
  isNicety: true,
  title: ({ tag }) => `Mark the GitHub release ${tag} as taken back`,
  deadline: (settings) => settings.deadlines.reconcile,
  observe: async ({ tag, back }, { use, operation }) => {
    const taken = await use.scm.releaseByTag(tag);
    if (taken === undefined) return { is: 'ours', evidence: { remark: `GitHub has no release ${tag}` } };
    const target = back === null ? undefined : await use.scm.releaseByTag(back);
    const isLatest = target !== undefined && (await use.scm.latestRelease())?.tag === tag;
    if (taken.body.includes(markerOf(operation.id)) && !isLatest)
      return { is: 'ours', evidence: { release: taken.id, url: taken.url } };
    return {
      is: 'absent',
      seen: { release: taken.id, body: taken.body, latest: isLatest ? target.id : null },
    };
  },
  act: async ({ note }, { use, operation, seen }) => {
    const marker = markerOf(operation.id);
    const body = String(seen['body'] ?? '');
    const text = body.includes(marker) ? body : `> [!WARNING]\n> ${note}\n\n${body}`.slice(0, MOST_BODY);
    const marked = text.includes(marker) ? text : `${text}\n\n${marker}\n`;
    await use.scm.updateRelease({ id: Number(seen['release']), body: marked });
    const latest = seen['latest'];
    if (typeof latest === 'number') await use.scm.updateRelease({ id: latest, latest: true });
    return { is: 'sent', evidence: { release: Number(seen['release']) } };
  },
});

function markerOf(operation: string): string {
  return `<!-- navi-taken-back: ${operation} -->`;
}
