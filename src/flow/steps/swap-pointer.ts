import type { Objects } from '../../ports/objects.ts';
import { expectedFrom } from './expected.ts';
import { defineStep } from './step.ts';

/** Custom metadata on the pointer by which our own swap is recognised, also behind a 412 (facts/apis.md §1 "AMBIGUOUS SUCCESS"). */
const STAMP = 'naviOperation';

/**
 * Moves the pointer in one conditional rewrite: the source's generation is the one whose bytes were verified, the
 * destination's is the one in the plan.
 */
export const swapPointer = defineStep({
  kind: 'swap-pointer',
  needs: ['objects'],
  title: (params) => `Move ${params.to} to v${params.version}`,
  deadline: () => null,
  observe: async (params, { use, operation, evidence }) => {
    const pointer = await use.objects.stat(params.to);
    const generation = pointer?.generation ?? '0';
    if (generation === params.ifGeneration) return { is: 'absent' };
    const stamp = pointer?.metadata[STAMP];
    if (stamp !== operation.id) {
      const who = stamp === undefined ? 'somebody else' : stamp;
      return {
        is: 'foreign',
        trouble: {
          code: 'drift',
          detail: `${params.to} was moved by ${who}: generation ${generation}, the plan says ${params.ifGeneration}`,
        },
      };
    }
    const expected = expectedFrom(evidence);
    const read = await readBack(use.objects, params.to, { generation, size: expected.size });
    if (read !== expected.sha384)
      return {
        is: 'foreign',
        trouble: { code: 'bytes-differ', detail: `${params.to} does not hold the bytes the build reported` },
      };
    return { is: 'ours', evidence: { generation, sha384: read, version: params.version } };
  },
  act: async (params, { use, operation, evidence }) => {
    const source = evidence('verify-pinned')?.['generation'];
    if (typeof source !== 'string') throw new Error('the pinned object has not been verified');
    const { generation } = await use.objects.copy({
      from: params.from,
      fromGeneration: source,
      to: params.to,
      ifGeneration: params.ifGeneration,
      contentType: params.contentType,
      cacheControl: params.cacheControl,
      metadata: { [STAMP]: operation.id, naviVersion: params.version },
    });
    return { is: 'sent', evidence: { generation } };
  },
});

async function readBack(objects: Objects, path: string, want: { generation: string; size: number }) {
  const read = await objects.read(path, { generation: want.generation, maxBytes: want.size + 1 });
  return read?.sha384;
}
