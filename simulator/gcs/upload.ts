import { z } from 'zod';
import { parseJson } from '../kernel/body.ts';
import type { Chosen } from './objects.ts';

const text = z.string().exactOptional();

/** The fields of an object that a caller may write; all others in the body are ignored, as in the real service. */
export const Written = z.object({
  name: text,
  contentType: text,
  cacheControl: text,
  contentEncoding: text,
  contentDisposition: text,
  contentLanguage: text,
  md5Hash: text,
  crc32c: text,
  metadata: z.record(z.string(), z.string()).exactOptional(),
  storageClass: text,
  temporaryHold: z.boolean().exactOptional(),
  eventBasedHold: z.boolean().exactOptional(),
  retention: z.object({ mode: z.string(), retainUntilTime: z.iso.datetime() }).exactOptional(),
});
export type Written = z.infer<typeof Written>;

export interface Upload {
  written: Written;
  bytes: Buffer;
}

/** Reduces what was written to the fields of an object. */
export function chosenFrom(written: Written): Chosen {
  const { name: _name, md5Hash: _md5, crc32c: _crc, ...chosen } = written;
  return chosen;
}

/**
 * Splits a `multipart/related` body: metadata first, then the bytes. `undefined` when it is malformed. Google's own
 * command lines quote the boundary with apostrophes and end lines with a bare LF (github.com/google/apitools,
 * `transfer.py`).
 */
export function parseMultipart(contentType: string, body: Buffer): Upload | undefined {
  const boundary = /boundary=(?:"([^"]+)"|'([^']+)'|([^;]+))/.exec(contentType)?.slice(1).find(Boolean);
  if (boundary === undefined) return undefined;
  const [metadata, media] = splitParts(body, boundary);
  if (metadata === undefined || media === undefined) return undefined;
  const written = Written.safeParse(parseJson(metadata.content.toString('utf8')));
  if (!written.success) return undefined;
  const type = written.data.contentType ?? media.contentType;
  return {
    written: type === undefined ? written.data : { ...written.data, contentType: type },
    bytes: media.content,
  };
}

interface Part {
  contentType: string | undefined;
  content: Buffer;
}

function splitParts(body: Buffer, boundary: string): Part[] {
  const parts: Part[] = [];
  const mark = Buffer.from(`--${boundary}`);
  let start = body.indexOf(mark);
  const newline = body.subarray(start + mark.length).toString('latin1', 0, 1) === '\n' ? '\n' : '\r\n';
  const next = Buffer.concat([Buffer.from(newline), mark]);
  while (start !== -1) {
    const end = body.indexOf(next, start + mark.length);
    if (end === -1) return parts;
    const headersEnd = body.indexOf(newline.repeat(2), start);
    if (headersEnd === -1 || headersEnd > end) return parts;
    const headers = body.subarray(start + mark.length, headersEnd).toString('latin1');
    const contentType = /^content-type: *(.+)$/im.exec(headers)?.[1]?.trim();
    parts.push({ contentType, content: body.subarray(headersEnd + 2 * newline.length, end) });
    start = end + newline.length;
  }
  return parts;
}
