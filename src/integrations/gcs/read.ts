import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Bucket, GetFilesOptions, GetFilesResponse } from '@google-cloud/storage';
import type { ObjectFacts, Objects } from '../../ports/objects.ts';
import { failure, normalise } from './errors.ts';
import { ObjectResource } from './shapes.ts';

/** A page of a listing, and how many pages are read at most. */
const PAGE = { size: 1000, limit: 10 };

export async function statObject(bucket: Bucket, path: string): Promise<ObjectFacts | undefined> {
  try {
    const [found] = await bucket.file(path).getMetadata();
    return ObjectResource.parse(found);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Reads one generation in full, its size counted while it comes. Which one is live is looked up first; one that is named
 * needs no look.
 */
export async function readObject(
  bucket: Bucket,
  what: { path: string; generation?: string | undefined; maxBytes: number; signal: AbortSignal },
): ReturnType<Objects['read']> {
  const generation = what.generation ?? (await liveGeneration(bucket, what));
  if (generation === undefined) return undefined;
  const stream = bucket.file(what.path, { generation }).createReadStream({ decompress: false });
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
  return { bytes, sha384, generation };
}

async function liveGeneration(
  bucket: Bucket,
  what: { path: string; maxBytes: number },
): Promise<string | undefined> {
  const facts = await statObject(bucket, what.path);
  if (facts !== undefined && facts.size > what.maxBytes) throw tooLarge(what);
  return facts?.generation;
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
