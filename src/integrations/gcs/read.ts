import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Bucket, GetFilesOptions, GetFilesResponse } from '@google-cloud/storage';
import type { ObjectFacts, Objects } from '../../ports/objects.ts';
import { failure, normalise } from './errors.ts';
import { ObjectResource } from './shapes.ts';

/** A page of a listing, and how many pages are read at most. */
const PAGE = { size: 1000, limit: 10 };

export async function statObject(
  bucket: Bucket,
  path: string,
  generation?: string,
): Promise<ObjectFacts | undefined> {
  const file = bucket.file(path, generation === undefined ? {} : { generation });
  try {
    const [found] = await file.getMetadata();
    return ObjectResource.parse(found);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Reads one generation in full. Its size is looked up first, and counted again while it comes. */
export async function readObject(
  bucket: Bucket,
  what: { path: string; generation?: string | undefined; maxBytes: number; signal: AbortSignal },
): ReturnType<Objects['read']> {
  const facts = await statObject(bucket, what.path, what.generation);
  if (facts === undefined) return undefined;
  if (facts.size > what.maxBytes) throw tooLarge(what);
  const stream = bucket
    .file(what.path, { generation: facts.generation })
    .createReadStream({ decompress: false });
  endWhenLate(stream, what.signal);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes: Buffer = chunk;
      size += bytes.length;
      if (size > what.maxBytes) throw tooLarge(what);
      chunks.push(bytes);
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const bytes = Buffer.concat(chunks);
  const sha384 = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
  return { bytes, sha384, generation: facts.generation };
}

/**
 * Ends the stream when nobody waits for it any more, but not before its answer has come: the client pipes the answer
 * into the stream then, and one that was ended makes it reject where nobody can catch it.
 */
function endWhenLate(stream: Readable, signal: AbortSignal): void {
  let isAnswered = false;
  stream.once('response', () => {
    isAnswered = true;
    if (signal.aborted) setImmediate(() => stream.destroy());
  });
  signal.addEventListener('abort', () => {
    if (isAnswered) stream.destroy();
  });
}

/** Everything under a prefix, at most 10,000 objects; more is `refused` rather than cut off. */
export async function listObjects(bucket: Bucket, prefix: string): Promise<ObjectFacts[]> {
  const found: ObjectFacts[] = [];
  let next: GetFilesOptions | null = { prefix, maxResults: PAGE.size };
  for (let page = 0; next !== null; page += 1) {
    if (page === PAGE.limit)
      throw failure('list', 'refused', { problem: `too many objects under ${prefix}` });
    const [files, following]: GetFilesResponse = await bucket.getFiles({ ...next, autoPaginate: false });
    found.push(...files.map((file) => ObjectResource.parse(file.metadata)));
    next = following;
  }
  return found;
}

function tooLarge({ path, maxBytes }: { path: string; maxBytes: number }) {
  return failure('read', 'refused', { problem: `${path} is larger than ${maxBytes} bytes` });
}

function isMissing(error: unknown): boolean {
  return normalise('', error).facts.status === 404;
}
