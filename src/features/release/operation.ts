import type { Operation } from '../../domain/operation.ts';
import { isBreaking } from '../../domain/version.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { verifyEdge } from '../surfaces/steps/verify-edge.ts';
import { type ReleaseContent, releaseContent } from './plans/release-content.ts';

export const release = defineOperation<ReleaseContent>({
  content: releaseContent,
  canBeReplanned: true,
  releases: true,
  words: {
    name: ({ version }) => `release of v${version}`,
    title: ({ version }) => `Release v${version}`,
    called: ({ version }) => `v${version}`,
    announced: ({ version }) => `v${version} is released`,
    plan: ({ version }) => `Plan of v${version}`,
    short: 'release',
    icon: '🚀',
    keepsIcon: false,
  },
  headline: ({ version, line, change }) => {
    const kind = change === 'first' ? `first release of ${line}` : `${change} release`;
    return `v${version}: ${kind}${isBreaking(change, version) ? ', breaking' : ''} on ${line}`;
  },
  outcome: edgeProof,
});

/** What the probes saw, and until when browsers may run the old script. */
function edgeProof(operation: Operation): string {
  const proof = verifyEdge.evidenceIn(operation);
  if (proof === undefined) return 'Done.';
  const { probes, clean, afterSeconds, browsersUntil } = proof;
  const until = browsersUntil === null ? '' : ` Browser caches expire by ${browsersUntil}.`;
  return `Clean at ${clean} of ${probes.length} probes after ${afterSeconds} s.${until}`;
}
