import { z } from 'zod';
import type { BucketFacts } from '../../domain/object-protection.ts';
import type { ReleaseManifest } from '../../domain/release-manifest.ts';
import type { ObjectFacts } from '../../ports/objects.ts';

/** A generation: 64 bits, so it stays a decimal string. */
const Generation = z.union([z.string(), z.number().int()]).transform(String).pipe(z.string().regex(/^\d+$/));

const Text = z.string().nullish();

/** The used fields of an object's metadata (Cloud Storage docs, "Objects: resource representations"). */
export const ObjectResource = z
  .object({
    name: z.string(),
    generation: Generation,
    md5Hash: z.string().default(''),
    size: z.coerce.number().int().nonnegative(),
    cacheControl: z.string().default(''),
    contentType: z.string().default(''),
    contentEncoding: Text,
    contentLanguage: Text,
    contentDisposition: Text,
    updated: z.string(),
    metadata: z.record(z.string(), z.coerce.string()).default({}),
    temporaryHold: z.boolean().default(false),
    eventBasedHold: z.boolean().default(false),
    retentionExpirationTime: Text,
    retention: z.object({ retainUntilTime: Text }).nullish(),
  })
  .transform(
    (found): ObjectFacts => ({
      path: found.name,
      generation: found.generation,
      md5: found.md5Hash,
      size: found.size,
      cacheControl: found.cacheControl,
      contentType: found.contentType,
      contentEncoding: found.contentEncoding || null,
      contentLanguage: found.contentLanguage || null,
      contentDisposition: found.contentDisposition || null,
      updatedAt: found.updated,
      metadata: found.metadata,
      protection: {
        temporaryHold: found.temporaryHold,
        eventBasedHold: found.eventBasedHold,
        retainedUntil: later(found.retentionExpirationTime, found.retention?.retainUntilTime),
      },
    }),
  );

function later(...times: (string | null | undefined)[]): string | null {
  const known = times.filter((time): time is string => typeof time === 'string');
  return known.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}

/** The used fields of a bucket's metadata (Cloud Storage docs, "Buckets: resource representations"). */
export const BucketResource = z
  .object({
    retentionPolicy: z.object({ retentionPeriod: z.coerce.number().nonnegative() }).nullish(),
    defaultEventBasedHold: z.boolean().default(false),
    versioning: z.object({ enabled: z.boolean().default(false) }).nullish(),
  })
  .transform(
    (found): BucketFacts => ({
      retentionSeconds: found.retentionPolicy?.retentionPeriod ?? null,
      defaultEventBasedHold: found.defaultEventBasedHold,
      versioning: found.versioning?.enabled ?? false,
    }),
  );

/** Those of the requested permissions that the caller has; the field is absent when there are none. */
export const GrantedPermissions = z.object({ permissions: z.array(z.string()).default([]) });

/** The answer to one rewrite call; when it is not `done`, the bytes have not moved. */
export const RewriteResponse = z.object({
  done: z.boolean(),
  resource: z.object({ generation: Generation, md5Hash: z.string() }).optional(),
});

/** The answer to a finished upload. */
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
  claim: z
    .object({
      open: z.string(),
      ref: z.string(),
      headSha: z.string(),
      workflow: z.object({ path: z.string(), blob: z.string() }),
    })
    .optional(),
  loader: z.object({ path: z.string().min(1), sha384: Sri('sha384'), size: z.number().int().nonnegative() }),
  packages: z.array(z.object({ name: z.string(), version: z.string(), integrity: Sri('sha512') })).max(500),
});
