import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import { together } from '../../../ports/receipt.ts';

/** GitHub's limit for a release's text is 125,000 characters (docs.github.com/en/rest/releases/releases). */
const MOST_BODY = 120_000;

/**
 * Writes on the GitHub release of a version that it was rolled back. If that was the repository's *latest*, the
 * version that is live again becomes it. Optional: a failure is a remark.
 */
export const markRelease = defineStep({
  kind: 'mark-release',
  /** `back`: the tag whose page becomes *latest*; null where that stays. */
  params: z.strictObject({ tag: z.string(), back: z.string().nullable(), note: z.string() }),
  evidence: z.object({
    release: z.number().exactOptional(),
    url: z.string().exactOptional(),
    remark: z.string().exactOptional(),
  }),
  sent: z.object({ release: z.number() }),
  isNicety: true,
  title: ({ tag }) => `Mark the GitHub release ${tag} as rolled back`,
  summary: ({ url }) => url ?? '',
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
  change: ({ tag, back, note }, { seen }) => ({
    before: { release: tag, note: null, latest: seen === undefined || seen.latest === null ? null : tag },
    after: { release: tag, note, latest: seen === undefined || seen.latest === null ? null : back },
  }),
  act: async ({ note }, { use, operation, seen }) => {
    const marker = markerOf(operation.id);
    if (seen === undefined) throw new Error('the GitHub release has not been read');
    const { release, body, latest } = seen;
    const text = body.includes(marker) ? body : `> [!WARNING]\n> ${note}\n\n${body}`.slice(0, MOST_BODY);
    const marked = text.includes(marker) ? text : `${text}\n\n${marker}\n`;
    const noted = await use.scm.updateRelease({ id: release, body: marked });
    const moved = latest === null ? {} : await use.scm.updateRelease({ id: latest, latest: true });
    return { is: 'sent', evidence: { release }, ...together([noted, moved]) };
  },
});

function markerOf(operation: string): string {
  return `<!-- navi-taken-back: ${operation} -->`;
}
