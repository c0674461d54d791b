import { z } from 'zod';

/** An object's headers and custom metadata, as they are stored. */
export const Headers = z.object({
  contentType: z.string(),
  contentEncoding: z.string().nullable(),
  contentLanguage: z.string().nullable(),
  contentDisposition: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
});

/** The bytes in a plan, as stored; older plans have no headers of the object. */
export const NamedBytes = z.strictObject({
  sha384: z.string(),
  size: z.number(),
  generation: z.string(),
  headers: Headers.exactOptional(),
});

/** The headers that browsers get of a pointer, as stored. */
export const Served = z.object({
  cacheControl: z.string(),
  contentType: z.string(),
  contentEncoding: z.string().nullable(),
});

/** A short form of a hash for people. */
export function short(hash: string): string {
  return hash.replace(/^(sha\d+-.{8}).+$/, '$1…');
}
