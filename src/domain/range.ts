import { satisfies } from './version.ts';

/** Forms that only a package manager inside the repository understands: in a tarball they cannot be installed. */
const LOCAL = /^(?:workspace|catalog|link|file|portal|patch):|^(?:\.{0,2}|~)\//;

/** Whether this range can be resolved when the package is installed from a registry. */
export function isServable(range: string): boolean {
  return !LOCAL.test(range);
}

/**
 * Whether the package at `version` in this commit satisfies another package's range for it. The plan's gate and `navi
 * ci` both use it. `workspace:^`, `workspace:*`, `catalog:` and paths mean the package of this commit in any version
 * (pnpm.io/workspaces, yarnpkg.com/features/workspaces).
 */
export function fits(version: string, range: string): boolean {
  const plain = plainRange(range);
  return plain === null || satisfies(version, plain);
}

/** The semver range behind the other forms; null where the form names the package of this commit. */
function plainRange(range: string): string | null {
  const alias = /^npm:@?[^@]*@(?<range>.+)$/.exec(range)?.groups?.['range'];
  if (alias !== undefined) return alias;
  if (isServable(range)) return range;
  const within = /^workspace:(?<range>.*)$/.exec(range)?.groups?.['range'];
  if (within === undefined || ['', '*', '^', '~'].includes(within) || /^\.{0,2}\//.test(within)) return null;
  return within;
}
