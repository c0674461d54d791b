/** What one probe saw. `sha384` is in SRI form; ages are seconds. */
export type Reading =
  | {
      probe: string;
      is: 'bytes';
      sha384: string;
      ageSeconds: number;
      maxAgeSeconds: number | null;
      etag: string | null;
    }
  | { probe: string; is: 'missing'; status: number }
  | { probe: string; is: 'unreachable'; problem: string };

/** The CDN as customers see it: a plain GET, with no cache-buster, from every probe at once. Never throws: a probe that fails is a reading. */
export interface Edge {
  look(path: string): Promise<Reading[]>;
}
