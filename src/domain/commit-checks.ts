import type { CommittedPackage } from './monorepo.ts';
import { fits, isServable } from './range.ts';
import type { RefusalReason } from './refusal.ts';
import { isPrerelease } from './version.ts';

/*
 * What must be right in the files of a commit before its release. The plan's gates and `navi ci assert` use the same
 * functions, so that every problem is found before the approval, not after the tag.
 */

/** A package that ships to npm is not private; every other package is, so that it cannot be published by mistake. */
export function privacyProblems({ dir, ships, isPrivate }: CommittedPackage): RefusalReason[] {
  const wanted = ships !== 'npm';
  return isPrivate === wanted
    ? []
    : [{ code: 'package-privacy', file: `${dir}/package.json`, ships, wanted }];
}

/** npm publishes to the registry in `publishConfig`, even if Navi uses another. */
export function registryProblems({ dir, ships, registry }: CommittedPackage, ours: string): RefusalReason[] {
  if (ships !== 'npm' || registry === undefined || sameAddress(registry, ours)) return [];
  return [{ code: 'package-registry', file: `${dir}/package.json`, registry, ours }];
}

/** Every range can be served by a registry, and fits what this commit has. */
export function dependencyProblems(packages: readonly CommittedPackage[]): RefusalReason[] {
  const versions = new Map(packages.map((one) => [one.name, one.version]));
  return packages.flatMap((one) =>
    Object.entries(one.dependencies).flatMap(([dependency, wants]): RefusalReason[] => {
      if (one.ships === 'npm' && !isServable(wants))
        return [{ code: 'range-not-servable', package: one.name, dependency, wants }];
      const has = versions.get(dependency);
      if (has === undefined || fits(has, wants)) return [];
      return [{ code: 'dependency-disagrees', package: one.name, dependency, wants, has }];
    }),
  );
}

/** A package comes after its dependencies. `list` names the file with the order. */
export function orderProblems(packages: readonly CommittedPackage[], list: string): RefusalReason[] {
  return packages.flatMap((one, index) =>
    Object.keys(one.dependencies)
      .filter((name) => packages.findIndex((other) => other.name === name) >= index)
      .map((dependency): RefusalReason => ({ code: 'release-order', package: one.name, dependency, list })),
  );
}

/**
 * Changesets that no version has used yet. `paths` are all files of the commit, or those of `.changeset`. In pre mode
 * they stay for the release that follows, so a prerelease may have some.
 */
export function changesetProblems(paths: readonly string[], version: string): RefusalReason[] {
  if (isPrerelease(version)) return [];
  const files = paths.filter(
    (path) => /^\.changeset\/[^/]+\.md$/.test(path) && path !== '.changeset/README.md',
  );
  return files.length === 0 ? [] : [{ code: 'changeset-left', files }];
}

function sameAddress(one: string, other: string): boolean {
  return one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}
