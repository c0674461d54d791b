import type { ObjectHeaders } from '../domain/object-headers.ts';
import type { BucketFacts, ObjectProtection } from '../domain/object-protection.ts';
import type { ReleaseManifest } from '../domain/release-manifest.ts';
import type { Receipt } from './receipt.ts';

/** One object in the bucket, as stated by the store. Generations are decimal strings, kept as strings. */
export interface ObjectFacts extends ObjectHeaders {
  path: string;
  generation: string;
  /** base64, of the bytes as they are stored. */
  md5: string;
  /** Of the bytes as they are stored. */
  size: number;
  cacheControl: string;
  updatedAt: string;
  protection: ObjectProtection;
}

/** The bytes of one object as a browser gets them: what the stored encoding packs is unpacked. */
export interface ObjectBytes {
  bytes: Uint8Array;
  /** SRI form; begins with `unreadable-` where the bytes are not what their content encoding says, and so equals no digest. */
  sha384: string;
  generation: string;
}

/** The bucket behind the CDN, in our words. Throws `NeighbourError`; a 412 is a `conflict`. What is not there is `undefined`. */
export interface Objects {
  stat(path: string): Promise<ObjectFacts | undefined>;
  /** Reads the bytes of exactly one generation (the live one when none is named), at most `maxBytes`, stored and unpacked. */
  read(path: string, options: { generation?: string; maxBytes: number }): Promise<ObjectBytes | undefined>;
  /**
   * The digest of one generation, as `read` gives it. A generation's bytes never change
   * (docs.cloud.google.com/storage/docs/object-versioning); its content encoding may, and is part of what is remembered:
   * a digest that was read before is not read again, so it does not tell whether the object is still there.
   */
  digest(
    path: string,
    options: { generation: string; encoding: string | null; maxBytes: number },
  ): Promise<string | undefined>;
  list(prefix: string): Promise<ObjectFacts[]>;
  /** Reads and checks a release manifest; one that is not well formed is `refused`. */
  releaseManifest(path: string): Promise<ReleaseManifest | undefined>;
  bucket(): Promise<BucketFacts>;
  /** Those of these IAM permissions on the bucket that Navi's own account has. */
  permissions(wanted: readonly string[]): Promise<readonly string[]>;
  /**
   * One conditional rewrite: the source's generation is pinned, the destination's is the precondition (`0`: must not
   * exist). The destination's headers and custom metadata are exactly what is given: nothing else of the source is kept.
   */
  copy(
    what: {
      from: string;
      fromGeneration: string;
      to: string;
      ifGeneration: string;
      cacheControl: string;
    } & WrittenHeaders,
  ): Promise<{ generation: string; md5: string } & Receipt>;
  /** Writes a new object; one that exists is a `conflict`. */
  create(what: {
    path: string;
    bytes: Uint8Array;
    contentType: string;
    cacheControl: string;
    metadata: Readonly<Record<string, string>>;
  }): Promise<{ generation: string } & Receipt>;
}

/** The headers of a write; what is absent or null is not set. */
type WrittenHeaders = Pick<ObjectHeaders, 'contentType' | 'metadata'> &
  Partial<Omit<ObjectHeaders, 'contentType' | 'metadata'>>;
