import type { EdgeHeaders } from '../domain/object-headers.ts';

/**
 * What one probe gave a browser. `sha384` is in SRI form, of the bytes as a browser has unpacked them; ages are seconds,
 * and a header that was not sent is null.
 */
export type Reading =
  | ({
      probe: string;
      is: 'bytes';
      sha384: string;
      contentEncoding: string | null;
      ageSeconds: number;
      maxAgeSeconds: number | null;
      etag: string | null;
    } & EdgeHeaders)
  | { probe: string; is: 'missing'; status: number }
  | { probe: string; is: 'unreachable'; problem: string };

/**
 * The CDN as customers' browsers see it: a plain GET that takes packed answers, with no cache-buster, from every probe
 * at once. Never throws: a probe that fails is a reading.
 */
export interface Edge {
  look(path: string): Promise<Reading[]>;
}
