import { createHash } from 'node:crypto';
import { crc32c } from './crc32c.ts';
import type { StoredObject } from './objects.ts';

export function bytesOf(object: StoredObject): Buffer {
  return Buffer.from(object.body, 'base64');
}

/** An object as the JSON API shows it (Cloud Storage reference, "Objects"); 64-bit numbers are strings. */
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
    storageClass: object.chosen.storageClass ?? 'STANDARD',
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

export function sha384(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** Cloud Storage's entity tag: generation and metageneration as two protobuf varint fields, in base64. */
export function etagOf(object: StoredObject): string {
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
