import type { Ships } from './settings.ts';

/** Who may install a package: npm's two terms for it. */
export type Access = 'public' | 'restricted';

/** What Navi uses of a package.json. */
export interface PackageFile {
  name: string;
  version: string;
  isPrivate: boolean;
  /** `publishConfig.access`; absent where it is not stated. */
  access?: Access | undefined;
  /** `publishConfig.registry`, or `publishConfig["@scope:registry"]`: npm publishes there instead. */
  registry?: string | undefined;
  /** dependencies, peerDependencies and optionalDependencies in one: name → range. */
  dependencies: Readonly<Record<string, string>>;
}

/** `navi.release.json`: what `navi ci` builds, packs and publishes. */
export interface ReleaseFile {
  /** In release order. */
  packages: readonly { dir: string; ships: Ships }[];
  /** The built loader. */
  loader: string;
  /** The file with `CDN_VERSION_MAP`. */
  versionMap: string;
  budgets: string;
}

/** One package of a release in a commit. */
export interface CommittedPackage extends PackageFile {
  dir: string;
  ships: Ships;
}

/** Whether the package is published with the access that it declares; null leaves npm's own rule. */
export function accessOf(
  { name, access }: Pick<PackageFile, 'name' | 'access'>,
  { isOnNpm }: { isOnNpm: boolean },
): Access | null {
  if (access !== undefined) return access;
  // An existing package keeps its access, and an unscoped one is always public (docs.npmjs.com, "npm publish": access).
  return isOnNpm || !name.startsWith('@') ? null : 'restricted';
}
