import { randomUUID } from 'node:crypto';

/** Milliseconds; a fault may never answer. */
const DEADLINE_MS = 30_000;

/** The simulated bucket. */
export interface Bucket {
  gcsUrl: string;
  bucket: string;
}

export interface NewObject {
  path: string;
  bytes: Buffer;
  contentType: string;
  cacheControl: string;
  metadata?: Record<string, string>;
}

/** Puts a new object into the bucket by a multipart upload; `false` when there is one already. */
export async function uploadObject({ gcsUrl, bucket }: Bucket, object: NewObject): Promise<boolean> {
  const url = new URL(`/upload/storage/v1/b/${encodeURIComponent(bucket)}/o`, gcsUrl);
  url.search = new URLSearchParams({
    uploadType: 'multipart',
    name: object.path,
    ifGenerationMatch: '0',
  }).toString();
  const boundary = `navi-${randomUUID()}`;
  const facts = {
    name: object.path,
    contentType: object.contentType,
    cacheControl: object.cacheControl,
    metadata: object.metadata ?? {},
  };
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(facts)}\r\n`,
    ),
    Buffer.from(`--${boundary}\r\ncontent-type: ${object.contentType}\r\n\r\n`),
    object.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const answer = await fetch(url, {
    method: 'POST',
    signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body,
  });
  if (answer.status === 412) return false;
  if (!answer.ok) throw new Error(`upload of ${object.path}: ${answer.status} ${await answer.text()}`);
  return true;
}

/** The bytes of an object; undefined when there is none. */
export async function downloadObject({ gcsUrl, bucket }: Bucket, path: string): Promise<Buffer | undefined> {
  const name = encodeURIComponent(path);
  const answer = await fetch(
    new URL(`/storage/v1/b/${encodeURIComponent(bucket)}/o/${name}?alt=media`, gcsUrl),
    { signal: AbortSignal.timeout(DEADLINE_MS) },
  );
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`download of ${path}: ${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Cached for a year and never changed. */
export const PINNED_CACHE = 'public, max-age=31536000, immutable';
/** Cached for an hour. */
export const POINTER_CACHE = 'public, max-age=3600';
export const LOADER_TYPE = 'application/javascript';
