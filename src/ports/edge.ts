import type { EdgeHeaders } from '../domain/object-headers.ts';

/**
 * What one probe served. `sha384` is in SRI form, of the bytes as a browser unpacks them; ages are seconds, and an
 * absent header is null.
 */
export type Reading = {
  probe: string;
  /** Milliseconds until its last byte, or until it was given up. */
  tookMs: number;
} & (
  | ({
      is: 'bytes';
      sha384: string;
      contentEncoding: string | null;
      ageSeconds: number;
      maxAgeSeconds: number | null;
      etag: string | null;
      /** The pages that may verify the bytes by their integrity: `*` or one origin (Access-Control-Allow-Origin). */
      allowsOrigin: string | null;
    } & EdgeHeaders)
  | { is: 'missing'; status: number }
  | { is: 'unreachable'; problem: string }
);

/**
 * The CDN as customers' browsers see it: a plain GET that accepts compression, without a cache-buster, from all
 * probes at once. Never throws: a failed probe is a reading.
 */
export interface Edge {
  look(
    path: string,
    as?: { /** The page's, such as `https://customer.example`. */ origin: string },
  ): Promise<Reading[]>;
}
