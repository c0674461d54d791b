import { expectedFrom } from './expected.ts';
import { defineStep } from './step.ts';

/** The pinned object holds exactly the bytes the build reported, and will be cached as a pinned object is. */
export const verifyPinned = defineStep({
  kind: 'verify-pinned',
  needs: ['objects'],
  title: (params) => `Verify ${params.path}`,
  deadline: () => null,
  observe: async (params, { use, evidence, settings }) => {
    const expected = expectedFrom(evidence);
    const facts = await use.objects.stat(params.path);
    if (facts === undefined) return differs(`${params.path} is not there`);
    const read = await use.objects.read(params.path, {
      generation: facts.generation,
      maxBytes: expected.size + 1,
    });
    if (read === undefined) return differs(`${params.path} was changed while it was read`);
    if (read.sha384 !== expected.sha384)
      return differs(
        `${params.path} has ${read.sha384.slice(0, 19)}…, the build reported ${expected.sha384.slice(0, 19)}…`,
      );
    const cached =
      facts.cacheControl.replaceAll(' ', '') === settings.cdn.pinnedCacheControl.replaceAll(' ', '');
    return {
      is: 'ours',
      evidence: {
        generation: facts.generation,
        md5: facts.md5,
        sha384: read.sha384,
        cacheControl: cached
          ? facts.cacheControl
          : `${facts.cacheControl} (expected ${settings.cdn.pinnedCacheControl})`,
      },
    };
  },
});

function differs(detail: string) {
  return { is: 'foreign', trouble: { code: 'bytes-differ', detail } } as const;
}
