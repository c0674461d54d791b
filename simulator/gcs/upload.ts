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

/** Splits a `multipart/related` body: metadata first, then the bytes. `undefined` when it is malformed. */
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
  while (start !== -1) {
    const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start + mark.length);
    if (end === -1) return parts;
    const headersEnd = body.indexOf('\r\n\r\n', start);
    if (headersEnd === -1 || headersEnd > end) return parts;
    const headers = body.subarray(start + mark.length, headersEnd).toString('latin1');
    const contentType = /^content-type: *(.+)$/im.exec(headers)?.[1]?.trim();
    parts.push({ contentType, content: body.subarray(headersEnd + 4, end) });
    start = end + 2;
  }
  return parts;
}
