import { z } from 'zod';
import { LARGEST_LOADER } from '../../../domain/surface.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { expectedFrom } from './expected.ts';
import { headersOf } from './headers.ts';
import { Headers, short } from './shapes.ts';

/**
 * The pinned object holds exactly the bytes that the build reported, and has the caching headers of a pinned object.
 */
export const verifyPinned = defineStep({
  kind: 'verify-pinned',
  params: z.strictObject({
    path: z.string(),
    /** The type that the pinned object must have; absent in plans that compared bytes only. */
    contentType: z.string().exactOptional(),
  }),
  evidence: z.object({
    generation: z.string(),
    md5: z.string(),
    sha384: z.string(),
    cacheControl: z.string(),
    headers: Headers.exactOptional(),
  }),
  title: (params) => `Verify ${params.path}`,
  summary: ({ sha384, generation }) => `${short(sha384)}, generation ${generation}`,
  observe: async (params, { use, operation, settings }) => {
    const expected = expectedFrom(operation);
    const facts = await use.objects.stat(params.path);
    if (facts === undefined) return differs(`${params.path} is not there`);
    const read = await use.objects.read(params.path, {
      generation: facts.generation,
      maxBytes: Math.max(expected.size + 1, LARGEST_LOADER),
    });
    if (read === undefined) return differs(`${params.path} was changed while it was read`);
    if (read.sha384 !== expected.sha384)
      return differs(
        `${params.path} has ${read.sha384.slice(0, 19)}…, the build reported ${expected.sha384.slice(0, 19)}…`,
      );
    if (params.contentType !== undefined && !isType(facts.contentType, params.contentType))
      return {
        is: 'foreign',
        trouble: {
          code: 'headers-differ',
          detail: `${params.path} is served as ${facts.contentType || 'no type'}, expected ${params.contentType}`,
        },
      };
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
        ...(params.contentType === undefined ? {} : { headers: { ...headersOf(facts) } }),
      },
    };
  },
});

/** The same media type, ignoring parameters. */
function isType(found: string, expected: string): boolean {
  const essence = (type: string) => type.split(';')[0]?.trim().toLowerCase();
  return essence(found) === essence(expected);
}

function differs(detail: string) {
  return { is: 'foreign', trouble: { code: 'bytes-differ', detail } } as const;
}
