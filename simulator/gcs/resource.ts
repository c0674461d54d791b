import { createHash } from 'node:crypto';
import { crc32c } from './crc32c.ts';
import type { StoredObject } from './objects.ts';

export function bytesOf(object: StoredObject): Buffer {
  return Buffer.from(object.body, 'base64');
}

/** An object as the JSON API states it (Cloud Storage reference, "Objects"); 64-bit numbers are strings. */
export function renderObject(object: StoredObject, place: { bucket: string; url: string }) {
  const bytes = bytesOf(object);
  const path = `b/${place.bucket}/o/${encodeURIComponent(object.name)}`;
  return {
    kind: 'storage#object',
    id: `${place.bucket}/${object.name}/${object.generation}`,
    selfLink: `${place.url}/storage/v1/${path}`,
    mediaLink: `${place.url}/download/storage/v1/${path}?generation=${object.generation}&alt=media`,
    name: object.name,
    bucket: place.bucket,
    generation: object.generation,
    metageneration: String(object.metageneration),
    storageClass: 'STANDARD',
    size: String(bytes.length),
    md5Hash: md5(bytes),
    crc32c: crc32c(bytes),
    etag: etagOf(object),
    timeCreated: object.timeCreated,
    updated: object.updated,
    timeStorageClassUpdated: object.timeCreated,
    timeFinalized: object.timeCreated,
    ...object.chosen,
    ...(object.timeDeleted === undefined ? {} : { timeDeleted: object.timeDeleted }),
  };
}

/** The bytes with the headers Cloud Storage gives them; the client checks what it downloads against `x-goog-hash`. */
export function renderMedia(object: StoredObject, etag = etagOf(object)): Response {
  const bytes = bytesOf(object);
  const { contentType = 'application/octet-stream', cacheControl, metadata = {} } = object.chosen;
  const headers = new Headers({
    'content-type': contentType,
    'content-length': String(bytes.length),
    etag,
    'last-modified': new Date(object.updated).toUTCString(),
    'x-goog-generation': object.generation,
    'x-goog-metageneration': String(object.metageneration),
    'x-goog-hash': `crc32c=${crc32c(bytes)},md5=${md5(bytes)}`,
    'x-goog-stored-content-encoding': 'identity',
    'x-goog-stored-content-length': String(bytes.length),
  });
  if (cacheControl !== undefined) headers.set('cache-control', cacheControl);
  for (const [key, value] of Object.entries(metadata)) headers.set(`x-goog-meta-${key}`, encodeURI(value));
  return new Response(new Uint8Array(bytes), { headers });
}

/** What a public read of a bucket answers: the ETag is the MD5 in hex, and an hour is the default lifetime. */
export function renderPublic(object: StoredObject): Response {
  const etag = `"${createHash('md5').update(bytesOf(object)).digest('hex')}"`;
  const answer = renderMedia(object, etag);
  if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'public, max-age=3600');
  return answer;
}

export function sha384(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** Cloud Storage's entity tag: generation and metageneration as two protobuf varint fields, in base64. */
function etagOf(object: StoredObject): string {
  const fields = [8, ...varint(BigInt(object.generation)), 16, ...varint(BigInt(object.metageneration))];
  return Buffer.from(fields).toString('base64');
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
