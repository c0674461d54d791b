import type { TokenExpiry } from '../domain/token-expiry.ts';
import type { Receipt } from './receipt.ts';

/** The code of a refusal that tells of no permission but of the registry's own copy: the version is not in it. */
export const NO_SUCH_VERSION = 'no-such-version';

export interface PublishedVersion {
  /** `sha512-<base64>` as the registry states it. */
  integrity: string;
  /** The deprecation message; absent when not deprecated (an empty one counts as absent). */
  deprecated?: string;
}

export interface PublishedPackage {
  distTags: Readonly<Record<string, string>>;
  versions: Readonly<Record<string, PublishedVersion>>;
  /** Versions that were published and taken away; the registry takes none of them again. */
  unpublished: readonly string[];
}

/** The npm registry, in our words. Every read is fresh (no cache). Throws `NeighbourError`; what is not there is `undefined`. */
export interface Registry {
  /** The registry's own address. */
  readonly address: string;
  /** As readers see it: what was written a moment ago may be missing (npm lags). What proves that customers have it. */
  package(name: string): Promise<PublishedPackage | undefined>;
  /** The registry's own copy, past every cache: what is decided on, and what a write of ours is read back from. */
  primary(name: string): Promise<PublishedPackage | undefined>;
  /** Downloads the tarball (at most 64 MiB) and takes the sha512 of the bytes that came, in SRI form. */
  tarball(name: string, version: string): Promise<{ integrity: string; size: number } | undefined>;
  /** When Navi's own token ends. `refused` when the registry does not take it. */
  token(): Promise<TokenExpiry>;
  /** Who may install the package, as the registry says; undefined where it does not say it to us. */
  visibility(name: string): Promise<'public' | 'restricted' | undefined>;
  /** Sets one dist-tag. An unknown version is `refused`. */
  moveDistTag(move: { name: string; tag: string; version: string }): Promise<Receipt>;
  /** Deprecates exactly one version, reading the packument first; an unknown version is `refused` as `NO_SUCH_VERSION` (the npm CLI says nothing and exits 0). An empty message takes it back. */
  deprecate(what: { name: string; version: string; message: string }): Promise<Receipt>;
}
