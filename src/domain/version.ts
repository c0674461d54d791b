import semver from 'semver';

/** A release line: a major, or `v0` for all of 0.x. It is also the pointer's folder. */
export type ReleaseLine = `v${number}`;

/** What kind of step a version is from the one live on its line; `first` when the line has none. */
export const CHANGES = ['patch', 'minor', 'major', 'first'] as const;
export type Change = (typeof CHANGES)[number];

/** Parses `v1.2.0` or `1.2.0`. Returns the bare version, or undefined when it is not exact semver. */
export function parseVersion(text: string): string | undefined {
  const bare = text.startsWith('v') ? text.slice(1) : text;
  return semver.valid(bare) === bare ? bare : undefined;
}

export function isPrerelease(version: string): boolean {
  return semver.prerelease(version) !== null;
}

/**
 * The dist-tag of a prerelease, by the first part of what follows the version: `beta` of `1.3.0-beta.1`. Undefined for
 * none: npm takes no tag that may be read as a version.
 */
export function preTagOf(version: string): string | undefined {
  const [first] = semver.prerelease(version) ?? [];
  return typeof first === 'string' && semver.validRange(first) === null ? first : undefined;
}

export function isNewer(version: string, than: string): boolean {
  return semver.gt(version, than);
}

export function releaseLineOf(version: string): ReleaseLine {
  return `v${semver.major(version)}`;
}

export function tagOf(version: string): string {
  return `v${version}`;
}

/** A tag's full name; a bare name may also mean a branch. */
export function tagRefOf(tag: string): `refs/tags/${string}` {
  return `refs/tags/${tag.replace(/^refs\/tags\//, '')}`;
}

/** The next patch version, which can fix a rolled-back version. */
export function patchAfter(version: string): string {
  return semver.inc(version, 'patch') ?? version;
}

export function changeBetween(from: string | undefined, to: string): Change {
  if (from === undefined) return 'first';
  if (semver.major(from) !== semver.major(to)) return 'major';
  return semver.minor(from) === semver.minor(to) ? 'patch' : 'minor';
}

/** As what a version counts after this one: the first of a line as a major, and in 0.x as a minor. */
export function countsAs(from: string | undefined, to: string): Exclude<Change, 'first'> {
  const change = changeBetween(from, to);
  if (change !== 'first') return change;
  return semver.major(to) === 0 ? 'minor' : 'major';
}

/** Whether customers must be informed of a breaking change: a major, or a minor in 0.x. */
export function isBreaking(change: Change, to: string): boolean {
  return change === 'major' || (change === 'minor' && semver.major(to) === 0);
}

/** Whether `version` lies in an npm range such as `^1.2.0`; a range that is not one matches nothing. */
export function satisfies(version: string, range: string): boolean {
  return semver.satisfies(version, range);
}
