import { canonical } from './json.ts';
import { thirdPartyOf } from './lockfile.ts';
import { withoutVersionMap } from './version-map.ts';

/** A file's text at two commits; null where it is not there. */
export interface FilePair {
  before: string | null;
  now: string | null;
}

/** What of a file only a release changes. `code` has nothing of the kind: it is compared by Git's name of its content. */
export type FileRole = 'package-file' | 'version-map' | 'lockfile' | 'code';

/**
 * Whether a file says the same at both commits, apart from what a release itself writes: a package's version and its ranges
 * of the workspace's packages, entries of the version map, and the lockfile's entries of the workspace. Pure.
 */
export function isSameText(
  role: Exclude<FileRole, 'code'>,
  { before, now }: FilePair,
  workspace: readonly string[],
): boolean {
  if (before === null || now === null) return before === now;
  switch (role) {
    case 'package-file':
      return packageText(before, workspace) === packageText(now, workspace);
    case 'version-map':
      return withoutVersionMap(before) === withoutVersionMap(now);
    case 'lockfile':
      return lockText(before) === lockText(now);
  }
}

/** What a path of a commit holds for this comparison; null where it is left out. */
export function roleOf(
  path: string,
  { dirs, versionMap }: { dirs: readonly string[]; versionMap: string },
): FileRole | null {
  if (path === 'package-lock.json') return 'lockfile';
  if (path === versionMap) return 'version-map';
  const dir = dirs.find((one) => path.startsWith(`${one}/`));
  if (dir === undefined || path === `${dir}/CHANGELOG.md`) return null;
  return path === `${dir}/package.json` ? 'package-file' : 'code';
}

const RANGES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** Without its version, and without its ranges of these packages. A text that is no JSON object stays as it is. */
function packageText(text: string, workspace: readonly string[]): string {
  const read = parsed(text);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return text;
  const fields = Object.entries(read)
    .filter(([name]) => name !== 'version')
    .map(([name, value]) => [name, RANGES.includes(name) ? withoutRanges(value, workspace) : value]);
  return canonical(Object.fromEntries(fields));
}

/** The names of the workspace's packages stay: a new dependency on one of them is another content. */
function withoutRanges(value: unknown, workspace: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, range]) => [name, workspace.includes(name) ? null : range]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lockText(text: string): string {
  const found = thirdPartyOf(text);
  return found === undefined
    ? text
    : [...found]
        .map((one) => one.join(' '))
        .toSorted()
        .join('\n');
}
