import type { ReleaseManifest } from '../domain/release-manifest.ts';

/** One object in the bucket, as stated by the store. Generations are decimal strings, kept as strings. */
export interface ObjectFacts {
  path: string;
  generation: string;
  /** base64 */
  md5: string;
  size: number;
  cacheControl: string;
  contentType: string;
  updatedAt: string;
  metadata: Readonly<Record<string, string>>;
}

/** The bucket behind the CDN, in our words. Throws `NeighbourError`; a 412 is a `conflict`. What is not there is `undefined`. */
export interface Objects {
  stat(path: string): Promise<ObjectFacts | undefined>;
  /** Reads the bytes of exactly one generation (the live one when none is named), at most `maxBytes`, and their SRI sha384. */
  read(
    path: string,
    options: { generation?: string; maxBytes: number },
  ): Promise<{ bytes: Uint8Array; sha384: string; generation: string } | undefined>;
  /**
   * The SRI sha384 of one generation of at most `maxBytes`. A generation's bytes never change
   * (docs.cloud.google.com/storage/docs/object-versioning), so one that was read before is not read again: it does
   * not tell whether the object is still there.
   */
  digest(path: string, options: { generation: string; maxBytes: number }): Promise<string | undefined>;
  list(prefix: string): Promise<ObjectFacts[]>;
  /** Reads and checks a release manifest; one that is not well formed is `refused`. */
  releaseManifest(path: string): Promise<ReleaseManifest | undefined>;
  /** One conditional rewrite: the source's generation is pinned, the destination's is the precondition (`0`: must not exist). */
  copy(what: {
    from: string;
    fromGeneration: string;
    to: string;
    ifGeneration: string;
    contentType: string;
    cacheControl: string;
    metadata: Readonly<Record<string, string>>;
  }): Promise<{ generation: string; md5: string }>;
  /** Writes a new object; one that exists is a `conflict`. */
  create(what: {
    path: string;
    bytes: Uint8Array;
    contentType: string;
    cacheControl: string;
    metadata: Readonly<Record<string, string>>;
  }): Promise<{ generation: string }>;
}
