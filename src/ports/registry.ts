import type { TokenExpiry } from '../domain/token-expiry.ts';
import type { Receipt } from './receipt.ts';

/** The code of a refusal that is not about permissions: the registry's own copy lacks the version. */
export const NO_SUCH_VERSION = 'no-such-version';

export interface PublishedVersion {
  /** `sha512-<base64>` by the registry. */
  integrity: string;
  /** The deprecation message; absent when not deprecated (an empty one counts as absent). */
  deprecated?: string;
}

export interface PublishedPackage {
  distTags: Readonly<Record<string, string>>;
  versions: Readonly<Record<string, PublishedVersion>>;
  /** Versions that were published and unpublished; the registry never accepts them again. */
  unpublished: readonly string[];
}

/** The npm registry. Every read is fresh (no cache). Throws `ServiceError`; a missing package is `undefined`. */
export interface Registry {
  /** The registry's own address. */
  readonly address: string;
  /** As readers see it: a recent write may be missing (npm lags). It proves what customers get. */
  package(name: string): Promise<PublishedPackage | undefined>;
  /** The registry's own copy, without caches: for decisions, and to read back our own writes. */
  primary(name: string): Promise<PublishedPackage | undefined>;
  /** Downloads the tarball (at most 64 MiB) and computes the sha512 of its bytes, in SRI form. */
  tarball(name: string, version: string): Promise<{ integrity: string; size: number } | undefined>;
  /**
   * The texts of the scripts in the tarball (at most 16 MiB, and 64 MiB unpacked) that contain `marker`. Bytes of another
   * integrity are not unpacked. What is larger or no tarball is `refused`.
   */
  scripts(what: {
    name: string;
    version: string;
    integrity: string;
    marker: string;
  }): Promise<
    { is: 'read'; scripts: readonly string[] } | { is: 'other-bytes'; integrity: string } | undefined
  >;
  /** When Navi's own token expires. `refused` when the registry does not accept it. */
  token(): Promise<TokenExpiry>;
  /** Who may install the package, by the registry; undefined where it does not tell us. */
  visibility(name: string): Promise<'public' | 'restricted' | undefined>;
  /** Sets one dist-tag. An unknown version is `refused`. */
  moveDistTag(move: { name: string; tag: string; version: string }): Promise<Receipt>;
  /**
   * Deprecates exactly one version, reading the packument first; an unknown version is `refused` as `NO_SUCH_VERSION`
   * (the npm CLI prints nothing and exits 0). An empty message ends the deprecation.
   */
  deprecate(what: { name: string; version: string; message: string }): Promise<Receipt>;
}
