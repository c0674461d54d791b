import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

/** The content codings that browsers accept (RFC 9110, section 8.4.1, and the registry of HTTP content codings). */
const CODINGS: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(brotliDecompress),
  zstd: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(zstdDecompress),
};

/** The encodings that a browser accepts. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd';

export type Unpacked =
  | { is: 'bytes'; bytes: Uint8Array }
  /** The bytes do not match the encoding, or no browser supports it. */
  | { is: 'unreadable' }
  | { is: 'too-large' };

/** Removes the content codings, the last one first, as a browser does; each may produce at most `maxBytes`. */
export async function unpack(bytes: Uint8Array, coding: string | null, maxBytes: number): Promise<Unpacked> {
  let left = bytes;
  const codings = (coding ?? '').split(',').map((one) => one.trim().toLowerCase());
  for (const one of codings.reverse()) {
    if (one === '' || one === 'identity') continue;
    const take = Object.hasOwn(CODINGS, one) ? CODINGS[one] : undefined;
    if (take === undefined) return { is: 'unreadable' };
    try {
      left = await take(left, { maxOutputLength: maxBytes });
    } catch (error) {
      const isTooLarge = error instanceof RangeError;
      return { is: isTooLarge ? 'too-large' : 'unreadable' };
    }
  }
  return { is: 'bytes', bytes: left };
}
