import { z } from 'zod';

/** The fields of a package.json that are read. */
export const Manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  private: z.boolean().optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** One packed package, in the form that `npm publish` sends. */
export interface Packed {
  tarball: Buffer;
  /** `sha512-<base64>` */
  integrity: string;
  /** sha1, in hex: npm still needs it besides the integrity. */
  shasum: string;
  /** The package.json inside. */
  manifest: Manifest;
}

/** The parts of a release of one version. */
export interface Artifacts {
  /** The loader's version. */
  version: string;
  loader: Buffer;
  /** Those published to npm, in release order. */
  packages: readonly Packed[];
}
