import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { parseJson, readBody } from '../kernel/body.ts';
import { crc32c } from './crc32c.ts';
import { googleError, invalid, noSuchObject, notBuilt, preconditionFailed } from './errors.ts';
import type { Chosen } from './objects.ts';
import {
  MAX_BODY_BYTES,
  type Place,
  partOf,
  queryOf,
  refuseGeneration,
  refuseHaste,
  refuseWithout,
} from './place.ts';
import { isUnmet } from './preconditions.ts';
import { refuseReplacing } from './protection.ts';
import { bytesOf } from './resource.ts';
import { resourceOf } from './stated.ts';
import { chosenFrom, parseMultipart, type Upload, Written } from './upload.ts';

/** `objects.insert` with `uploadType=multipart` or `media`. Resumable uploads have no caller and are not built. */
export async function insertObject(place: Place, c: Context): Promise<Response> {
  const kind = c.req.query('uploadType');
  if (kind !== 'multipart' && kind !== 'media')
    return notBuilt(`gcs: uploadType=${kind} is not built in this simulator`);
  const body = await readBody(c.req.raw, MAX_BODY_BYTES);
  if (body === undefined)
    return googleError({ status: 413, reason: 'uploadTooLarge', message: 'Too large.' });
  const contentType = c.req.header('content-type') ?? 'application/octet-stream';
  const upload: Upload | undefined =
    kind === 'media' ? { written: { contentType }, bytes: body } : parseMultipart(contentType, body);
  if (upload === undefined) return invalid('Malformed multipart body.');
  const name = c.req.query('name') ?? upload.written.name;
  if (name === undefined || name === '') return invalid('Required');
  const damage = findDamage(upload);
  if (damage !== undefined) return damage;
  return keep(place, c, { name, upload });
}

function keep(place: Place, c: Context, { name, upload }: { name: string; upload: Upload }): Response {
  if (isUnmet(queryOf(c), place.objects.live(name))) return preconditionFailed();
  const refused = refuseWriting(place, name);
  if (refused !== undefined) return refused;
  const object = place.objects.put(name, chosenFrom(upload.written), upload.bytes);
  return partOf(c, resourceOf(place, object));
}

/** Replacing also needs the right to delete (Cloud Storage documentation, "IAM permissions for JSON methods"). */
function refuseWriting(place: Place, name: string): Response | undefined {
  const there = place.objects.live(name);
  const needed = ['storage.objects.create', ...(there === undefined ? [] : ['storage.objects.delete'])];
  return refuseWithout(place, name, needed) ?? refuseReplacing(place, there) ?? refuseHaste(place, name);
}

function findDamage({ written, bytes }: Upload): Response | undefined {
  const md5 = createHash('md5').update(bytes).digest('base64');
  if (written.md5Hash !== undefined && written.md5Hash !== md5)
    return invalid(`Provided MD5 hash "${written.md5Hash}" doesn't match calculated MD5 hash "${md5}".`);
  const sum = crc32c(bytes);
  if (written.crc32c !== undefined && written.crc32c !== sum)
    return invalid(`Provided CRC32C "${written.crc32c}" doesn't match calculated CRC32C "${sum}".`);
  return undefined;
}

/**
 * `objects.rewrite`, in one call: the source at `sourceGeneration`, the preconditions on the destination. A body
 * with any metadata replaces all of it; an empty one inherits the source's, but no hold, retention or storage class.
 */
export async function rewriteObject(place: Place, c: Context): Promise<Response> {
  const query = queryOf(c);
  const from = c.req.param('object') ?? '';
  const to = c.req.param('target') ?? '';
  const body = (await readBody(c.req.raw, MAX_BODY_BYTES))?.toString('utf8') ?? '';
  const written = Written.safeParse(body === '' ? {} : parseJson(body));
  if (!written.success) return invalid('Invalid object metadata.');
  const generation = query('sourceGeneration');
  const bad = refuseGeneration(generation);
  if (bad !== undefined) return bad;
  const source = generation === undefined ? place.objects.live(from) : place.objects.at(from, generation);
  if (source === undefined) return noSuchObject(place.bucket, from);
  if (isUnmet(query, source, 'Source')) return preconditionFailed();
  if (isUnmet(query, place.objects.live(to))) return preconditionFailed();
  const refused = refuseWriting(place, to);
  if (refused !== undefined) return refused;
  const chosen = chosenFrom(written.data);
  const inherits = Object.keys(chosen).length === 0;
  const object = place.objects.put(to, inherits ? inherited(source.chosen) : chosen, bytesOf(source));
  const resource = resourceOf(place, object);
  return partOf(c, {
    kind: 'storage#rewriteResponse',
    totalBytesRewritten: resource.size,
    objectSize: resource.size,
    done: true,
    resource,
  });
}

function inherited({
  storageClass: _class,
  temporaryHold: _a,
  eventBasedHold: _b,
  retention: _c,
  ...chosen
}: Chosen) {
  return chosen;
}

const text = z.string().nullable().optional();

const Patch = z.object({
  contentType: text,
  cacheControl: text,
  contentEncoding: text,
  contentDisposition: text,
  contentLanguage: text,
  metadata: z.record(z.string(), z.string().nullable()).nullable().optional(),
  temporaryHold: z.boolean().nullable().optional(),
  eventBasedHold: z.boolean().nullable().optional(),
  retention: z.object({ mode: z.string(), retainUntilTime: z.iso.datetime() }).nullable().optional(),
});

/** `objects.patch`: changes the named fields, `null` removes one; the generation stays, the metageneration rises. */
export async function patchObject(place: Place, c: Context): Promise<Response> {
  const name = c.req.param('object') ?? '';
  const body = (await readBody(c.req.raw, MAX_BODY_BYTES))?.toString('utf8') ?? '';
  const patch = Patch.safeParse(parseJson(body));
  if (!patch.success) return invalid('Invalid object metadata.');
  const generation = c.req.query('generation');
  const bad = refuseGeneration(generation);
  if (bad !== undefined) return bad;
  const object = generation === undefined ? place.objects.live(name) : place.objects.at(name, generation);
  if (object === undefined) return noSuchObject(place.bucket, name);
  if (isUnmet(queryOf(c), object)) return preconditionFailed();
  const refused = refuseWithout(place, name, ['storage.objects.update']) ?? refuseHaste(place, name);
  if (refused !== undefined) return refused;
  const chosen = withPatch(object.chosen, patch.data);
  return partOf(c, resourceOf(place, place.objects.patch(object, chosen)));
}

function withPatch(chosen: Chosen, { metadata, ...fields }: z.infer<typeof Patch>): Chosen {
  const merged = metadata === null ? {} : withoutNulls({ ...chosen.metadata, ...metadata });
  const kept = { ...chosen, ...fields, metadata: Object.keys(merged).length === 0 ? null : merged };
  return withoutNulls(kept) as Chosen;
}

function withoutNulls<T>(record: Record<string, T | null | undefined>): Record<string, T> {
  const kept = Object.entries(record).filter((entry): entry is [string, T] => entry[1] != null);
  return Object.fromEntries(kept);
}

/** `objects.delete`: without `generation` the live one becomes noncurrent; a named generation is deleted for good. */
export function deleteObject(place: Place, c: Context): Response {
  const name = c.req.param('object') ?? '';
  const generation = c.req.query('generation');
  const bad = refuseGeneration(generation);
  if (bad !== undefined) return bad;
  const object = generation === undefined ? place.objects.live(name) : place.objects.at(name, generation);
  if (object === undefined) return noSuchObject(place.bucket, name);
  if (isUnmet(queryOf(c), object)) return preconditionFailed();
  const refused =
    refuseWithout(place, name, ['storage.objects.delete']) ??
    refuseReplacing(place, object) ??
    refuseHaste(place, name);
  if (refused !== undefined) return refused;
  if (generation === undefined) place.objects.retire(object);
  else place.objects.erase(object);
  return new Response(null, { status: 204 });
}
