import { z } from 'zod';
import type { ReleaseManifest } from '../../domain/release-manifest.ts';
import type { ObjectFacts } from '../../ports/objects.ts';

/** A generation: 64 bits, so it stays the decimal string it comes as. */
const Generation = z.union([z.string(), z.number().int()]).transform(String).pipe(z.string().regex(/^\d+$/));

/** What is used of an object's metadata (Cloud Storage docs, "Objects: resource representations"). */
export const ObjectResource = z
  .object({
    name: z.string(),
    generation: Generation,
    md5Hash: z.string().default(''),
    size: z.coerce.number().int().nonnegative(),
    cacheControl: z.string().default(''),
    contentType: z.string().default(''),
    updated: z.string(),
    metadata: z.record(z.string(), z.coerce.string()).default({}),
  })
  .transform(
    (found): ObjectFacts => ({
      path: found.name,
      generation: found.generation,
      md5: found.md5Hash,
      size: found.size,
      cacheControl: found.cacheControl,
      contentType: found.contentType,
      updatedAt: found.updated,
      metadata: found.metadata,
    }),
  );

/** The answer to one rewrite call; when it is not `done`, the bytes have not moved. */
export const RewriteResponse = z.object({
  done: z.boolean(),
  resource: z.object({ generation: Generation, md5Hash: z.string() }).optional(),
});

/** What a finished upload says of the new object. */
export const Uploaded = z.object({ generation: Generation, md5Hash: z.string() });

const Sri = (algorithm: 'sha384' | 'sha512') =>
  z.string().regex(new RegExp(`^${algorithm}-[A-Za-z0-9+/]+={0,2}$`));

/** `navi-release.json` as the workflow writes it (`domain/release-manifest.ts`). */
export const ReleaseManifestFile: z.ZodType<ReleaseManifest> = z.object({
  schema: z.literal(1),
  operation: z.string().min(1),
  version: z.string().min(1),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  run: z.object({ id: z.number().int(), attempt: z.number().int() }),
  loader: z.object({ path: z.string().min(1), sha384: Sri('sha384'), size: z.number().int().nonnegative() }),
  packages: z.array(z.object({ name: z.string(), version: z.string(), integrity: Sri('sha512') })).max(500),
});
