import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { hasEntry } from '../domain/changelog.ts';
import {
  changesetProblems,
  dependencyProblems,
  orderProblems,
  privacyProblems,
  registryProblems,
} from '../domain/commit-checks.ts';
import type { CommittedPackage, ReleaseFile } from '../domain/monorepo.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import { explain } from '../domain/refusals.ts';
import { tagOf } from '../domain/version.ts';
import { parseVersionMap } from '../domain/version-map.ts';
import { Approved, Checkout, Registry, readEnvironment } from './environment.ts';
import { capture } from './program.ts';
import { readPackages, readReleaseFile, readTextIfAny } from './release-file.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Checkout.shape).extend(Registry.shape);
/** What npm's own libraries take by default. */
const NPM = 'https://registry.npmjs.org/';

/**
 * Checks that the checkout is the approved commit, and contains everything that a release needs: matching versions,
 * changelogs, the map's entry, no remaining changeset. The plan's gates check the same. Reports all problems.
 */
export async function assertCommitted({ env, cwd, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  const version = given.NAVI_VERSION;
  const file = await readReleaseFile(cwd);
  const packages = await readPackages(cwd, file);
  const problems = [
    ...commitProblems(given, await headOf(cwd, env)),
    ...packageProblems(packages, given),
    ...(await mapProblems(cwd, file, version)),
    ...(await changelogProblems(cwd, packages)),
    ...(await leftChangesets(cwd, version)),
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

function packageProblems(packages: readonly CommittedPackage[], given: z.infer<typeof Needs>): string[] {
  const { NAVI_VERSION: version, NPM_REGISTRY_URL: registry = NPM } = given;
  const reasons = [
    ...packages
      .filter((one) => one.ships === 'cdn' && one.version !== version)
      .map(({ name: loader, version: found }): RefusalReason => {
        return { code: 'loader-version-differs', loader, found, version };
      }),
    ...packages.flatMap((one) => [...privacyProblems(one), ...registryProblems(one, registry)]),
    ...dependencyProblems(packages),
    ...orderProblems(packages, 'navi.release.json'),
  ];
  return reasons.map(said);
}

function said(reason: RefusalReason): string {
  return explain(reason).text;
}

async function mapProblems(cwd: string, file: ReleaseFile, version: string): Promise<string[]> {
  const map = parseVersionMap((await readTextIfAny(join(cwd, file.versionMap))) ?? '');
  if (map === undefined) return [`${file.versionMap} has no CDN_VERSION_MAP.`];
  if (map[version] === tagOf(version)) return [];
  return [`${file.versionMap}: CDN_VERSION_MAP lacks "${version}": "${tagOf(version)}".`];
}

async function changelogProblems(cwd: string, packages: readonly CommittedPackage[]): Promise<string[]> {
  const found = await Promise.all(
    packages.map(async ({ dir, version }) => {
      const file = `${dir}/CHANGELOG.md`;
      const text = (await readTextIfAny(join(cwd, file))) ?? '';
      return hasEntry(text, version) ? [] : [said({ code: 'changelog-missing', file, version })];
    }),
  );
  return found.flat();
}

async function leftChangesets(cwd: string, version: string): Promise<string[]> {
  const files = await readdir(join(cwd, '.changeset')).catch((): string[] => []);
  return changesetProblems(
    files.map((name) => `.changeset/${name}`),
    version,
  ).map(said);
}
