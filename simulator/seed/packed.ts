import { z } from 'zod';

/** What is read of a package.json. */
export const Manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  private: z.boolean().optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** One packed package, as `npm publish` would send it. */
export interface Packed {
  tarball: Buffer;
  /** `sha512-<base64>` */
  integrity: string;
  /** sha1, in hex: npm still wants it beside the integrity. */
  shasum: string;
  /** The package.json inside. */
  manifest: Manifest;
}

/** What a release of one version consists of. */
export interface Artifacts {
  /** The loader's version. */
  version: string;
  loader: Buffer;
  /** Those that ship to npm, in release order. */
  packages: readonly Packed[];
}
