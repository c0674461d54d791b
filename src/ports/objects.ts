import type { ObjectHeaders } from '../domain/object-headers.ts';
import type { BucketFacts, ObjectProtection } from '../domain/object-protection.ts';
import type { ReleaseManifest } from '../domain/release-manifest.ts';
import type { Receipt } from './receipt.ts';

/** One object in the bucket, as the service returns it. Generations are decimal strings. */
export interface ObjectFacts extends ObjectHeaders {
  path: string;
  generation: string;
  /** base64, of the stored bytes. */
  md5: string;
  /** Of the stored bytes. */
  size: number;
  cacheControl: string;
  updatedAt: string;
  protection: ObjectProtection;
}

/** The bytes of one object as a browser gets them, unpacked from their content encoding. */
export interface ObjectBytes {
  bytes: Uint8Array;
  /**
   * SRI form; starts with `unreadable-` where the bytes do not match their content encoding, and so equals no digest.
   */
  sha384: string;
  generation: string;
}

/** The bucket behind the CDN. Throws `ServiceError`; a 412 is a `conflict`. A missing object is `undefined`. */
export interface Objects {
  stat(path: string): Promise<ObjectFacts | undefined>;
  /** Reads the bytes of exactly one generation (the live one by default), at most `maxBytes`, stored and unpacked. */
  read(path: string, options: { generation?: string; maxBytes: number }): Promise<ObjectBytes | undefined>;
  /**
   * The digest of one generation, as `read` returns it. A generation's bytes never change
   * (docs.cloud.google.com/storage/docs/object-versioning); its content encoding may, and is part of the cache key. A
   * cached digest is not read again, so it does not prove that the object still exists.
   */
  digest(
    path: string,
    options: { generation: string; encoding: string | null; maxBytes: number },
  ): Promise<string | undefined>;
  list(prefix: string): Promise<ObjectFacts[]>;
  /** Reads and validates a release manifest; a malformed one is `refused`. */
  releaseManifest(path: string): Promise<ReleaseManifest | undefined>;
  bucket(): Promise<BucketFacts>;
  /** The subset of these IAM permissions that Navi's own account has on the bucket. */
  permissions(wanted: readonly string[]): Promise<readonly string[]>;
  /**
   * One conditional rewrite: the source's generation is fixed, the destination's is the precondition (`0`: must not
   * exist). The destination gets exactly the given headers and custom metadata, and no others of the source.
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
  /** Writes a new object; an existing one is a `conflict`. */
  create(what: {
    path: string;
    bytes: Uint8Array;
    contentType: string;
    cacheControl: string;
    metadata: Readonly<Record<string, string>>;
  }): Promise<{ generation: string } & Receipt>;
}

/** The headers of a write; absent or null ones are not set. */
type WrittenHeaders = Pick<ObjectHeaders, 'contentType' | 'metadata'> &
  Partial<Omit<ObjectHeaders, 'contentType' | 'metadata'>>;
