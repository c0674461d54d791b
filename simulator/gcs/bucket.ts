import type { Context } from 'hono';
import { z } from 'zod';
import { parseJson, readBody } from '../kernel/body.ts';
import { invalid } from './errors.ts';
import { MAX_BODY_BYTES, type Place, partOf } from './place.ts';

/** `buckets.get`. */
export function getBucket(place: Place, c: Context): Response {
  return partOf(c, renderBucket(place));
}

const Patch = z.object({
  retentionPolicy: z.object({ retentionPeriod: z.coerce.number().positive() }).nullish(),
  defaultEventBasedHold: z.boolean().nullish(),
  versioning: z.object({ enabled: z.boolean() }).nullish(),
});

/** `buckets.patch`: changes the named fields; `null` removes a field. */
export async function patchBucket(place: Place, c: Context): Promise<Response> {
  const body = (await readBody(c.req.raw, MAX_BODY_BYTES))?.toString('utf8') ?? '';
  const patch = Patch.safeParse(parseJson(body));
  if (!patch.success) return invalid('Invalid bucket metadata.');
  const { retentionPolicy, defaultEventBasedHold, versioning } = patch.data;
  const was = place.objects.bucket();
  place.objects.setBucket({
    retentionPeriod:
      retentionPolicy === undefined ? was.retentionPeriod : (retentionPolicy?.retentionPeriod ?? null),
    retentionSince: retentionPolicy === undefined ? was.retentionSince : new Date(place.now()).toISOString(),
    defaultEventBasedHold:
      defaultEventBasedHold === undefined ? was.defaultEventBasedHold : defaultEventBasedHold === true,
    versioning: versioning === undefined ? was.versioning : versioning?.enabled === true,
    metageneration: was.metageneration + 1,
  });
  return partOf(c, renderBucket(place));
}

/**
 * `buckets.testIamPermissions`: answers those of the requested permissions that the caller has; leaves the field out
 * when there are none.
 */
export function testPermissions(place: Place, c: Context): Response {
  const granted = (c.req.queries('permissions') ?? []).filter((one) => !place.denied.has(one));
  return Response.json({
    kind: 'storage#testIamPermissionsResponse',
    ...(granted.length === 0 ? {} : { permissions: granted }),
  });
}

function renderBucket(place: Place) {
  const { retentionPeriod, retentionSince, defaultEventBasedHold, versioning, metageneration } =
    place.objects.bucket();
  return {
    kind: 'storage#bucket',
    id: place.bucket,
    name: place.bucket,
    selfLink: `${place.url()}/storage/v1/b/${place.bucket}`,
    location: 'EU',
    locationType: 'multi-region',
    storageClass: 'STANDARD',
    metageneration: String(metageneration),
    etag: 'CAE=',
    versioning: { enabled: versioning },
    ...(defaultEventBasedHold ? { defaultEventBasedHold } : {}),
    ...(retentionPeriod === null
      ? {}
      : {
          retentionPolicy: {
            retentionPeriod: String(retentionPeriod),
            effectiveTime: retentionSince,
            isLocked: false,
          },
        }),
  };
}
