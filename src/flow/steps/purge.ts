import { createHash } from 'node:crypto';
import { defineStep } from './step.ts';

const SHORTEST_POLL_MS = 50;
const LONGEST_POLL_MS = 1_000;

/**
 * Drops the pointer's path from every cache, after the origin is right (facts/apis.md §2: origin first). The request
 * id is a function of the operation and of how often a person had it tried again, so a repeat is the same request.
 */
export const purge = defineStep({
  kind: 'purge',
  needs: ['cdn'],
  title: (params) => `Purge ${params.path} from the CDN`,
  deadline: (settings) => settings.deadlines.purge,
  observe: async (_params, { use, state, now, begunAt }) => {
    const name = state.is === 'pending' ? state.sent?.['operation'] : undefined;
    if (typeof name !== 'string') return { is: 'absent' };
    const status = await use.cdn.purgeStatus(name);
    if (status.is === 'running') {
      const askAgainInMs = pauseAfter(now.getTime() - Date.parse(begunAt));
      return { is: 'pending', expects: 'the CDN to finish the purge', askAgainInMs };
    }
    if (status.is === 'done') return { is: 'ours', evidence: { operation: name } };
    return {
      is: 'foreign',
      trouble: { code: 'refused', detail: `the purge failed: ${status.problem}` },
      choices: ['retry', 'abandon'],
    };
  },
  act: async (params, { use, operation }) => {
    const round = operation.retries['purge'] ?? 0;
    const { operation: name } = await use.cdn.purge({
      path: `/${params.path}`,
      requestId: requestIdOf(`${operation.id}:purge:${params.path}:${round}`),
    });
    return { is: 'sent', evidence: { operation: name } };
  },
});

/** A twentieth of the time it has taken: customers wait for a quick purge, and a slow one is not asked about for ever. */
function pauseAfter(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs / 20, SHORTEST_POLL_MS), LONGEST_POLL_MS);
}

/** A UUID that is a function of its seed (RFC 9562 version 8, custom), as Compute asks for. */
function requestIdOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
