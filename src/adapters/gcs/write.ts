import { createHash } from 'node:crypto';
import type { Bucket } from '@google-cloud/storage';
import type { Objects } from '../../ports/objects.ts';
import { failure, requestIdsOf } from './errors.ts';
import { RewriteResponse, Uploaded } from './shapes.ts';

/**
 * One rewrite request. The client's own `copy()` is not used: when the server asks for a second call, it omits the
 * precondition and the metadata. The body is always present and so replaces all of the source's metadata (Cloud
 * Storage docs, "Objects: rewrite"): holds, retention and storage class are the destination's own.
 */
export async function rewriteObject(
  bucket: Bucket,
  what: Parameters<Objects['copy']>[0],
): ReturnType<Objects['copy']> {
  const [answer, response] = await bucket.request({
    method: 'POST',
    uri: `/o/${encodeURIComponent(what.from)}/rewriteTo/b/${encodeURIComponent(bucket.name)}/o/${encodeURIComponent(what.to)}`,
    qs: { sourceGeneration: what.fromGeneration, ifGenerationMatch: what.ifGeneration },
    json: {
      contentType: what.contentType,
      cacheControl: what.cacheControl,
      metadata: what.metadata,
      ...stated('contentEncoding', what.contentEncoding),
      ...stated('contentLanguage', what.contentLanguage),
      ...stated('contentDisposition', what.contentDisposition),
    },
  });
  const { done, resource } = RewriteResponse.parse(answer);
  if (!done || resource === undefined)
    throw failure('copy', 'refused', { problem: `${what.from} is too large to be copied in one call` });
  const requestIds = requestIdsOf(response.headers);
  return { generation: resource.generation, md5: resource.md5Hash, requestIds };
}

function stated(name: string, value: string | null | undefined): Record<string, string> {
  return value == null ? {} : { [name]: value };
}

/** One upload that fails when the object exists. The server checks the MD5 before it saves anything. */
export async function uploadObject(
  bucket: Bucket,
  what: Parameters<Objects['create']>[0],
): ReturnType<Objects['create']> {
  const md5Hash = createHash('md5').update(what.bytes).digest('base64');
  const file = bucket.file(what.path);
  await file.save(Buffer.from(what.bytes), {
    resumable: false,
    // The client would delete the object if its own check failed.
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
