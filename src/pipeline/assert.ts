import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { satisfies, tagOf } from '../domain/version.ts';
import { parseVersionMap } from '../domain/version-map.ts';
import { Approved, Checkout, readEnvironment } from './environment.ts';
import { capture } from './program.ts';
import {
  type MonorepoPackage,
  type ReleaseFile,
  readPackages,
  readReleaseFile,
  readTextIfAny,
} from './release-file.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Checkout.shape);

/**
 * The checkout is the approved commit, and everything that a release needs is committed in it: versions that agree,
 * changelogs, the map's entry, no changeset left (DESIGN §4.6: the workflow asserts them). All faults at once.
 */
export async function assertCommitted({ env, cwd, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  const version = given.NAVI_VERSION;
  const file = await readReleaseFile(cwd);
  const packages = await readPackages(cwd, file);
  const problems = [
    ...commitProblems(given, await headOf(cwd, env)),
    ...packages.flatMap((one) => packageProblems(one, version)),
    ...dependencyProblems(packages),
    ...(await mapProblems(cwd, file, version)),
    ...(await changelogProblems(cwd, packages)),
    ...(await changesetProblems(cwd)),
  ];
  if (problems.length > 0) throw new PipelineFailure(problems);
  for (const one of packages) say(`${one.name} ${one.version} (${one.ships})`);
  summarise(`\`${given.NAVI_COMMIT}\`: ${packages.map((one) => `${one.name} ${one.version}`).join(', ')}`);
}

async function headOf(cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return (await capture({ program: 'git', args: ['rev-parse', 'HEAD'], cwd, env })).trim();
}

function commitProblems(
  given: { NAVI_VERSION: string; NAVI_COMMIT: string; GITHUB_SHA: string; GITHUB_REF: string },
  head: string,
): string[] {
  const tag = `refs/tags/${tagOf(given.NAVI_VERSION)}`;
  return [
    ...(given.GITHUB_SHA === given.NAVI_COMMIT
      ? []
      : [`The run is of commit ${given.GITHUB_SHA}, but ${given.NAVI_COMMIT} was approved.`]),
    ...(head === given.NAVI_COMMIT
      ? []
      : [`The checkout is at ${head}, but ${given.NAVI_COMMIT} was approved.`]),
    ...(given.GITHUB_REF === tag ? [] : [`The run is of ${given.GITHUB_REF}, not of ${tag}.`]),
  ];
}

function packageProblems(one: MonorepoPackage, version: string): string[] {
  const wantsPrivate = one.ships !== 'npm';
  return [
    ...(one.ships !== 'cdn' || one.version === version
      ? []
      : [`${one.dir}/package.json says ${one.version}; the loader's version is the release's, ${version}.`]),
    ...(one.isPrivate === wantsPrivate
      ? []
      : [`${one.dir}/package.json must ${wantsPrivate ? '' : 'not '}be private: it ships ${one.ships}.`]),
  ];
}

function dependencyProblems(packages: readonly MonorepoPackage[]): string[] {
  return packages.flatMap((one, index) =>
    Object.entries(one.dependencies).flatMap(([name, range]) => {
      const at = packages.findIndex((other) => other.name === name);
      const found = packages[at];
      if (found === undefined) return [];
      return [
        ...(satisfies(found.version, range)
          ? []
          : [`${one.name} wants ${name} ${range}, this commit has ${found.version}.`]),
        ...(at < index ? [] : [`navi.release.json: ${name} must come before ${one.name}, which needs it.`]),
      ];
    }),
  );
}

async function mapProblems(cwd: string, file: ReleaseFile, version: string): Promise<string[]> {
  const map = parseVersionMap((await readTextIfAny(join(cwd, file.versionMap))) ?? '');
  if (map === undefined) return [`${file.versionMap} has no CDN_VERSION_MAP.`];
  if (map[version] === tagOf(version)) return [];
  return [`${file.versionMap}: CDN_VERSION_MAP lacks "${version}": "${tagOf(version)}".`];
}

async function changelogProblems(cwd: string, packages: readonly MonorepoPackage[]): Promise<string[]> {
  const found = await Promise.all(
    packages.map(async ({ dir, version }) => {
      const path = `${dir}/CHANGELOG.md`;
      const lines = ((await readTextIfAny(join(cwd, path))) ?? '').split('\n');
      return lines.some((line) => line.trim() === `## ${version}`)
        ? []
        : [`${path} has no entry for ${version}.`];
    }),
  );
  return found.flat();
}

async function changesetProblems(cwd: string): Promise<string[]> {
  const files = await readdir(join(cwd, '.changeset')).catch((): string[] => []);
  return files
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => `.changeset/${name} is not consumed: its change has no version yet.`);
}
