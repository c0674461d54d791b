import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import type { StoredObject } from './objects.ts';
import { bytesOf, etagOf, md5 } from './resource.ts';

/** The encodings and the range that a request accepts. */
export interface Asked {
  acceptEncoding: string | undefined;
  range: string | undefined;
}

/**
 * The bytes with the headers of Cloud Storage; the client checks a download against `x-goog-hash`. An object stored
 * as gzip is unpacked for a caller that does not accept gzip, and then a range is ignored (Cloud Storage
 * documentation, "Transcoding of gzip-compressed files").
 */
export function renderMedia(object: StoredObject, asked: Asked, etag = etagOf(object)): Response {
  const stored = bytesOf(object);
  const headers = headersOf(object, stored, etag);
  const { contentEncoding } = object.chosen;
  const unpacked = mustUnpack(object, asked) ? unpack(stored) : undefined;
  if (unpacked !== undefined) {
    headers.set('warning', '214 UploadServer gunzipped');
    headers.set('content-length', String(unpacked.length));
    return new Response(new Uint8Array(unpacked), { headers });
  }
  if (contentEncoding !== undefined) headers.set('content-encoding', contentEncoding);
  return partial(stored, asked.range, headers);
}

function headersOf(object: StoredObject, stored: Buffer, etag: string): Headers {
  const { contentType = 'application/octet-stream', contentEncoding, metadata = {} } = object.chosen;
  const headers = new Headers({
    'content-type': contentType,
    etag,
    'last-modified': new Date(object.updated).toUTCString(),
    'accept-ranges': 'bytes',
    'x-goog-generation': object.generation,
    'x-goog-metageneration': String(object.metageneration),
    'x-goog-hash': `crc32c=${crc32c(stored)},md5=${md5(stored)}`,
    'x-goog-storage-class': object.chosen.storageClass ?? 'STANDARD',
    'x-goog-stored-content-encoding': contentEncoding ?? 'identity',
    'x-goog-stored-content-length': String(stored.length),
  });
  const { cacheControl, contentLanguage, contentDisposition } = object.chosen;
  if (cacheControl !== undefined) headers.set('cache-control', cacheControl);
  if (contentLanguage !== undefined) headers.set('content-language', contentLanguage);
  if (contentDisposition !== undefined) headers.set('content-disposition', contentDisposition);
  if (contentEncoding === 'gzip') headers.set('vary', 'Accept-Encoding');
  for (const [key, value] of Object.entries(metadata)) headers.set(`x-goog-meta-${key}`, encodeURI(value));
  return headers;
}

function mustUnpack({ chosen }: StoredObject, { acceptEncoding = '' }: Asked): boolean {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(acceptEncoding);
  const isKept = /\bno-transform\b/i.test(chosen.cacheControl ?? '');
  return chosen.contentEncoding === 'gzip' && !takesGzip && !isKept;
}

/** An object that is labelled gzip but is not cannot be unpacked; it is sent unchanged. */
function unpack(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

/**
 * One range of bytes (RFC 9110, section 14): 206 with the part, 416 when the range is outside the object, else all
 * bytes.
 */
function partial(bytes: Buffer, range: string | undefined, headers: Headers): Response {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  const [, first = '', last = ''] = asked ?? [];
  if (asked === null || (first === '' && last === '')) {
    headers.set('content-length', String(bytes.length));
    return new Response(new Uint8Array(bytes), { headers });
  }
  const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if (start > end) {
    const nowhere = { 'content-range': `bytes */${bytes.length}` };
    return new Response('The requested range cannot be satisfied.', { status: 416, headers: nowhere });
  }
  const part = bytes.subarray(start, end + 1);
  headers.set('content-range', `bytes ${start}-${end}/${bytes.length}`);
  headers.set('content-length', String(part.length));
  return new Response(new Uint8Array(part), { status: 206, headers });
}

/** The answer to a public read of a bucket: the ETag is the MD5 in hex, and the default lifetime is an hour. */
export function renderPublic(object: StoredObject, asked: Asked): Response {
  const etag = `"${createHash('md5').update(bytesOf(object)).digest('hex')}"`;
  const answer = renderMedia(object, asked, etag);
  if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'public, max-age=3600');
  return answer;
}
