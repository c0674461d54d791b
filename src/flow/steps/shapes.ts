import { z } from 'zod';

/** An object's headers and custom metadata, as they are stored. */
export const Headers = z.object({
  contentType: z.string(),
  contentEncoding: z.string().nullable(),
  contentLanguage: z.string().nullable(),
  contentDisposition: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
});

/** The bytes that a plan names, as they are stored; older plans did not read the object's headers. */
export const NamedBytes = z.strictObject({
  sha384: z.string(),
  size: z.number(),
  generation: z.string(),
  headers: Headers.exactOptional(),
});

/** What browsers are told of a pointer, as it is stored. */
export const Served = z.object({
  cacheControl: z.string(),
  contentType: z.string(),
  contentEncoding: z.string().nullable(),
});

/** A hash as people read it. */
export function short(hash: string): string {
  return hash.replace(/^(sha\d+-.{8}).+$/, '$1…');
}
