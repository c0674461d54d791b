import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '../../../domain/operation.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { clockRow, surface } from '../marks.ts';
import { swapPointer } from './swap-pointer.ts';

/** The CDN's operation, and the pointer's generation that it purged. */
const Purged = z.object({ operation: z.string(), generation: z.string() });

const SHORTEST_POLL_MS = 1_000;
const LONGEST_POLL_MS = 10_000;

/**
 * Removes the pointer's path from every cache, after the origin is right (docs/services.md, Cloud CDN and Compute
 * Engine: origin first). Each purge belongs to one generation of the pointer: it starts when the write was answered,
 * starts again after another write, and is done only when that generation was read back too (decision 0010). The
 * request id is a function of operation, generation and number of retries, so a repeat is the same request.
 */
export const purge = defineStep({
  kind: 'purge',
  startsWhen: 'acknowledged',
  marks: [surface.of({ leg: 'pointer', does: 'refreshes' }), clockRow.of({ leg: 'pages', label: 'purged' })],
  params: z.strictObject({ path: z.string() }),
  evidence: Purged,
  sent: Purged,
  title: (params) => `Purge ${params.path} from the CDN`,
  summary: ({ generation }) => `generation ${generation}`,
  deadline: (settings) => settings.deadlines.purge,
  observe: async (_params, { use, operation, sent, since, begunAt }) => {
    const askAgainInMs = pauseAfter(since(begunAt));
    const written = writtenBy(operation);
    if (written === undefined) return { is: 'pending', expects: 'the pointer to be moved', askAgainInMs };
    const { generation } = written;
    if (sent?.generation !== generation) return { is: 'absent', seen: { generation } };
    const status = await use.cdn.purgeStatus(sent.operation);
    if (status.is === 'failed')
      return {
        is: 'foreign',
        trouble: { code: 'refused', detail: `the purge failed: ${status.problem}` },
        choices: ['retry', 'abandon'],
      };
    if (status.is === 'running')
      return { is: 'pending', expects: 'the CDN to finish the purge', askAgainInMs };
    if (!written.isReadBack) return { is: 'pending', expects: 'the pointer to be read back', askAgainInMs };
    return { is: 'ours', evidence: sent };
  },
  change: ({ path }, { seen }) => ({ before: null, after: { path, generation: seen?.generation ?? null } }),
  act: async (params, { use, operation, seen, retries }) => {
    if (seen === undefined) throw new Error('the pointer has not been moved');
    const of = `${seen.generation}:${retries}`;
    const wanted = purgeOf(params.path, { operation: operation.id, of });
    const { operation: name, ...receipt } = await use.cdn.purge(wanted);
    return { is: 'sent', evidence: { operation: name, ...seen }, ...receipt };
  },
});

/** The generation that this operation's own write created, or found to be right. */
function writtenBy(operation: Operation): { generation: string; isReadBack: boolean } | undefined {
  const done = swapPointer.evidenceIn(operation);
  const written = done ?? swapPointer.sentIn(operation);
  return written && { generation: written.generation, isReadBack: done !== undefined };
}

/**
 * A fifth of the elapsed time: a purge takes seconds, and each read counts against the quota of Compute Engine's API.
 */
function pauseAfter(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs / 5, SHORTEST_POLL_MS), LONGEST_POLL_MS);
}

/** The request for a purge: the same one for the same operation and occasion. */
function purgeOf(path: string, { operation, of }: { operation: string; of: string }) {
  return { path: `/${path}`, requestId: requestIdOf(`${operation}:purge:${path}:${of}`) };
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
