import { defineGate } from '../../../domain/gate.ts';
import type { ReleaseFile } from '../../../domain/monorepo.ts';
import type { ReleaseFacts } from '../../../domain/release-facts.ts';
import type { Settings } from '../../../domain/settings.ts';

/**
 * The configuration, `navi.release.json` and the npm workspace name the same packages. Card and claim use the
 * configuration, and `navi ci` uses the release file, so a difference would publish something unapproved.
 */
export const oneListOfPackages = defineGate({
  id: 'one list of packages',
  isOfCommit: true,
  evaluate: (facts) => {
    const { releaseFile, isCut } = facts.monorepo;
    if ('problem' in releaseFile)
      return [{ is: 'block', reason: { code: 'release-file-unreadable', problem: releaseFile.problem } }];
    const differences = [
      ...nameDifferences(facts),
      ...fileDifferences(facts, releaseFile),
      ...workspaceDifferences(facts),
      ...pathDifferences(releaseFile, facts.settings),
    ];
    if (differences.length > 0)
      return [{ is: 'block', reason: { code: 'package-lists-differ', differences } }];
    const count = `${facts.packages.length} in the configuration and navi.release.json`;
    if (isCut)
      return [
        {
          is: 'warn',
          evidence: `${count}; GitHub does not list all files, so the workspace is not compared`,
        },
      ];
    return [{ is: 'pass', evidence: `${count}, all in the workspace` }];
  },
});

function nameDifferences({ packages }: ReleaseFacts): string[] {
  return packages
    .filter(({ name, file }) => file !== undefined && file.name !== name)
    .map(({ name, dir, file }) => `${dir} holds ${file?.name}, the configuration says ${name}`);
}

function fileDifferences({ packages }: ReleaseFacts, { packages: listed }: ReleaseFile): string[] {
  const dirs = new Map(listed.map((one) => [one.dir, one.ships]));
  const configured = new Set(packages.map((one) => one.dir));
  return [
    ...packages.flatMap(({ name, dir, ships }) => {
      const other = dirs.get(dir);
      if (other === undefined) return [`navi.release.json lacks ${dir} (${name})`];
      return other === ships
        ? []
        : [`${name} ships ${ships} in the configuration, ${other} in navi.release.json`];
    }),
    ...listed
      .filter(({ dir }) => !configured.has(dir))
      .map(({ dir, ships }) => `the configuration lacks ${dir}, which ships ${ships} by navi.release.json`),
  ];
}

function workspaceDifferences({ packages, monorepo: { workspace, isCut } }: ReleaseFacts): string[] {
  if (workspace === undefined) return ['the root package.json has no workspaces, so npm packs none of them'];
  if (isCut) return [];
  const known = new Set(packages.map((one) => one.dir));
  const dirs = new Set(workspace.map((one) => one.dir));
  return [
    ...packages
      .filter(({ dir, file }) => file !== undefined && !dirs.has(dir))
      .map(({ dir, name }) => `the workspace lacks ${dir} (${name})`),
    ...workspace
      .filter(({ dir, file }) => !known.has(dir) && file?.isPrivate === false)
      .map(
        ({ dir, file }) =>
          `the configuration lacks ${dir} (${file?.name}), which is in the workspace and not private`,
      ),
  ];
}

function pathDifferences(file: ReleaseFile, { versionMap, cdn }: Settings): string[] {
  const loader = file.loader.split('/').at(-1);
  return [
    ...(file.versionMap === versionMap.file
      ? []
      : [
          `the version map is ${versionMap.file} in the configuration, ${file.versionMap} in navi.release.json`,
        ]),
    ...(loader === cdn.loader
      ? []
      : [`the loader is ${cdn.loader} in the configuration, ${loader} in navi.release.json`]),
  ];
}
