import { createHash } from 'node:crypto';
import type { Bucket } from '@google-cloud/storage';
import type { Objects } from '../../ports/objects.ts';
import { failure } from './errors.ts';
import { RewriteResponse, Uploaded } from './shapes.ts';

/**
 * One rewrite request. The client's own `copy()` is not used: when the server asks for a second call it makes it
 * without the precondition and without the metadata (facts/apis.md §1). Content type, cache rule and metadata always
 * go together, because an empty body would inherit the source's.
 */
export async function rewriteObject(
  bucket: Bucket,
  what: Parameters<Objects['copy']>[0],
): ReturnType<Objects['copy']> {
  const [answer] = await bucket.request({
    method: 'POST',
    uri: `/o/${encodeURIComponent(what.from)}/rewriteTo/b/${encodeURIComponent(bucket.name)}/o/${encodeURIComponent(what.to)}`,
    qs: { sourceGeneration: what.fromGeneration, ifGenerationMatch: what.ifGeneration },
    json: { contentType: what.contentType, cacheControl: what.cacheControl, metadata: what.metadata },
  });
  const { done, resource } = RewriteResponse.parse(answer);
  if (!done || resource === undefined)
    throw failure('copy', 'refused', { problem: `${what.from} is too large to be copied in one call` });
  return { generation: resource.generation, md5: resource.md5Hash };
}

/** One upload that fails when the object exists. The server checks the MD5 before it keeps anything. */
export async function uploadObject(
  bucket: Bucket,
  what: Parameters<Objects['create']>[0],
): ReturnType<Objects['create']> {
  const md5Hash = createHash('md5').update(what.bytes).digest('base64');
  const file = bucket.file(what.path);
  await file.save(Buffer.from(what.bytes), {
    resumable: false,
    // The client would delete the object when its own check failed.
    validation: false,
    contentType: what.contentType,
    preconditionOpts: { ifGenerationMatch: 0 },
    metadata: { cacheControl: what.cacheControl, md5Hash, metadata: { ...what.metadata } },
  });
  const uploaded = Uploaded.parse(file.metadata);
  if (uploaded.md5Hash !== md5Hash)
    throw failure('create', 'unknown', { problem: `${what.path} was stored with other bytes` });
  return { generation: uploaded.generation };
}
