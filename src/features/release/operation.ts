import { isBreaking } from '../../domain/version.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { type ReleaseContent, releaseContent } from './plans/release-content.ts';

export const release = defineOperation<ReleaseContent>({
  content: releaseContent,
  canBeReplanned: true,
  releases: true,
  words: {
    name: ({ version }) => `release of v${version}`,
    title: ({ version }) => `Release v${version}`,
    headline: ({ version, line, change }) => {
      const kind = change === 'first' ? `first release of ${line}` : `${change} release`;
      return `v${version}: ${kind}${isBreaking(change, version) ? ', breaking' : ''} on ${line}`;
    },
    short: (version) => `release v${version}`,
    icon: null,
  },
});
