import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Bucket, GetFilesOptions, GetFilesResponse } from '@google-cloud/storage';
import { z } from 'zod';
import type { BucketFacts } from '../../domain/object-protection.ts';
import type { ObjectBytes, ObjectFacts } from '../../ports/objects.ts';
import { unpack } from '../coding/index.ts';
import { failure, normalise } from './errors.ts';
import { BucketResource, GrantedPermissions, ObjectResource } from './shapes.ts';

/** The size of a page of a listing, and the limit of pages. */
const PAGE = { size: 1000, limit: 10 };

export async function readBucket(bucket: Bucket): Promise<BucketFacts> {
  const [found] = await bucket.getMetadata();
  return BucketResource.parse(found);
}

/** `buckets.testIamPermissions`, which returns the subset that the caller has. */
export async function grantedOn(bucket: Bucket, wanted: readonly string[]): Promise<readonly string[]> {
  const [answer] = await bucket.request({
    uri: '/iam/testPermissions',
    qs: { permissions: [...wanted] },
    useQuerystring: true,
  });
  return GrantedPermissions.parse(answer).permissions;
}

export async function statObject(bucket: Bucket, path: string): Promise<ObjectFacts | undefined> {
  try {
    const [found] = await bucket.file(path).getMetadata();
    return ObjectResource.parse(found);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

interface Reading {
  path: string;
  generation?: string | undefined;
  maxBytes: number;
  signal: AbortSignal;
}

/**
 * Reads one generation in full and unpacks it as a browser would. Without a named generation it first reads which one
 * is live.
 */
export async function readObject(bucket: Bucket, what: Reading): Promise<ObjectBytes | undefined> {
  const generation = what.generation ?? (await liveGeneration(bucket, what));
  if (generation === undefined) return undefined;
  const stored = await readStored(bucket, { ...what, generation });
  if (stored === undefined) return undefined;
  const unpacked = await unpack(stored.bytes, stored.encoding, what.maxBytes);
  if (unpacked.is === 'too-large') throw tooLarge(what);
  if (unpacked.is === 'unreadable')
    return { bytes: stored.bytes, sha384: `unreadable-${stored.encoding ?? ''}`, generation };
  const { bytes } = unpacked;
  return { bytes, sha384: `sha384-${createHash('sha384').update(bytes).digest('base64')}`, generation };
}

/** The client requests the stored form and unpacks nothing. */
const Answer = z.object({ headers: z.object({ 'content-encoding': z.string().optional() }) });

/** The stored bytes, with their size counted as they arrive, and the encoding in the answer. */
async function readStored(
  bucket: Bucket,
  what: Reading & { generation: string },
): Promise<{ bytes: Buffer; encoding: string | null } | undefined> {
  const { path, generation } = what;
  const stream = bucket.file(path, { generation }).createReadStream({ decompress: false });
  let encoding: string | null = null;
  stream.once('response', (answer: unknown) => {
    encoding = Answer.safeParse(answer).data?.headers['content-encoding'] ?? null;
  });
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
  return { bytes: Buffer.concat(chunks), encoding };
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
 * Ends the stream after the deadline, but not before its answer has come: then the client pipes the answer into the
 * stream, and an ended stream would cause a rejection that cannot be caught.
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

/** Everything under a prefix, at most 10,000 objects; more is `refused`, never truncated. */
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
  return failure('read', 'refused', {
    problem: `${path} is larger than ${maxBytes} bytes`,
    code: 'too-large',
  });
}

function isMissing(error: unknown): boolean {
  return normalise('', error).facts.status === 404;
}
