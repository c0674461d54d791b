import { defineGate } from '../../../domain/gate.ts';
import type { ReleaseFacts } from '../../../domain/release-facts.ts';
import { tagOf } from '../../../domain/version.ts';

const SHOWN_TITLES = 5;

/**
 * An existing tag decides which commit is released, so this gate says how many commits the default branch is ahead. A
 * tag of Navi's own ended release blocks, because it would exclude everything merged since.
 */
export const tagIsNotLeftOver = defineGate({
  id: 'no tag is left over',
  evaluate: ({ asked, tag, tagProblem, branch, releasedBy, nextFree: next }) => {
    const name = tagOf(asked);
    if (tagProblem !== undefined)
      return {
        is: 'block',
        text: `${name} cannot be released: ${tagProblem}.`,
        who: 'a maintainer with merge access',
        next: `Delete the tag with "git push origin :refs/tags/${name}", and try again.`,
      };
    if (tag === undefined) return [{ is: 'pass', evidence: `${name} does not exist yet` }];
    const behind = behindOf(tag.behind, branch);
    if (tag.leftBy !== null && releasedBy === undefined) {
      return [
        {
          is: 'block',
          reason: { code: 'tag-left-over', tag: name, operation: tag.leftBy, behind, next },
        },
      ];
    }
    if (tag.behind?.inAll === 0)
      return [{ is: 'pass', evidence: `${name} exists already, at the head of ${branch}` }];
    return [{ is: 'warn', evidence: `${name} exists already, and ${behind}` }];
  },
});

function behindOf(behind: NonNullable<ReleaseFacts['tag']>['behind'], branch: string): string {
  if (behind === null) return `how far ${branch} is ahead of it is unknown`;
  const { inAll, newest } = behind;
  if (inAll === 0) return `it has everything of ${branch}`;
  const titles = newest.slice(0, SHOWN_TITLES).join(' · ');
  return `${branch} is ${inAll} ${inAll === 1 ? 'commit' : 'commits'} ahead of it: ${titles}${inAll > SHOWN_TITLES ? ' …' : ''}`;
}
