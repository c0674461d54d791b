import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { createNpm } from '../adapters/npm/index.ts';
import { dependencyProblems } from '../domain/commit-checks.ts';
import type { CommittedPackage } from '../domain/monorepo.ts';
import { explain } from '../domain/refusals.ts';
import type { Registry as RegistryPort } from '../ports/registry.ts';
import {
  BUNDLE_FILE,
  type BuildReport,
  type BuiltPackage,
  RELEASE_DIR,
  REPORT_FILE,
  readBuilt,
  sri,
} from './build-report.ts';
import { Approved, Registry, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS } from './limits.ts';
import { patiently } from './patience.ts';
import { capture } from './program.ts';
import { readPackages, readReleaseFile } from './release-file.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Registry.shape);

/** npm prints a list of what it packed; npm 12 an object by name. */
const Packed = z.object({ name: z.string(), version: z.string(), filename: z.string() });
const PackedAll = z.union([
  z.array(Packed),
  z.record(z.string(), Packed).transform((byName) => Object.values(byName)),
]);

/**
 * Packs what is published to npm, puts it with the loader into `release/`, and reports every hash. A version that is
 * on npm with other bytes stops the release here, before anything has left the runner.
 */
export async function pack(task: Task): Promise<void> {
  const { cwd, env, say, summarise } = task;
  const given = readEnvironment(Needs, env);
  const file = await readReleaseFile(cwd);
  const all = await readPackages(cwd, file);
  const unservable = dependencyProblems(all);
  if (unservable.length > 0) throw new PipelineFailure(unservable.map((reason) => explain(reason).text));
  const ours = all.filter((one) => one.ships === 'npm');
  await emptyArtifact(cwd);
  const packages = await packAll(task, ours);
  const loader = await packLoader(cwd, file.loader);
  const report: BuildReport = {
    schema: 1,
    version: given.NAVI_VERSION,
    commit: given.NAVI_COMMIT,
    loader,
    packages,
  };
  await writeFile(join(cwd, RELEASE_DIR, REPORT_FILE), `${JSON.stringify(report, null, 2)}\n`);
  say(`${loader.file}: ${loader.size} bytes, ${loader.sha384}`);
  const registry = createNpm({ registryUrl: given.NPM_REGISTRY_URL, deadlineMs: CALL_DEADLINE_MS });
  const states = await Promise.all(packages.map((one) => compare(registry, one)));
  summarise('| package | version | on npm |\n|---|---|---|');
  for (const { name, version, state } of states) {
    say(`${name} ${version}: ${state}`);
    summarise(`| ${name} | ${version} | ${state} |`);
  }
  const problems = states.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) throw new PipelineFailure(problems);
}

/** The bundle was made before anything of the repository ran; it is kept. */
async function emptyArtifact(cwd: string): Promise<void> {
  const folder = join(cwd, RELEASE_DIR);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (name !== BUNDLE_FILE) await rm(join(folder, name), { recursive: true });
}

async function packAll({ cwd, env }: Task, packages: readonly CommittedPackage[]): Promise<BuiltPackage[]> {
  const chosen = packages.flatMap(({ dir }) => ['--workspace', dir]);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', RELEASE_DIR, ...chosen];
  const printed = await capture({ program: 'npm', args, cwd, env });
  const files = PackedAll.parse(JSON.parse(printed));
  return Promise.all(
    packages.map(async ({ name, version, access }) => {
      const packed = files.find((one) => one.name === name && one.version === version);
      if (packed === undefined) throw new Error(`npm pack did not say that it packed ${name}@${version}`);
      const file = basename(packed.filename);
      return { name, version, integrity: sri('sha512', await readBuilt(cwd, file)), file, access };
    }),
  );
}

async function packLoader(cwd: string, path: string): Promise<BuildReport['loader']> {
  const file = basename(path);
  await copyFile(join(cwd, path), join(cwd, RELEASE_DIR, file));
  const bytes = await readFile(join(cwd, path));
  return { file, sha384: sri('sha384', bytes), size: bytes.length };
}

async function compare(registry: RegistryPort, { name, version, integrity }: BuiltPackage) {
  const found = (await patiently(() => registry.package(name)))?.versions[version];
  if (found === undefined) return { name, version, state: 'new' };
  if (found.integrity === integrity) return { name, version, state: 'published already, the same bytes' };
  const problem = `${name}@${version} is on npm with other bytes: raise its version, or build with the tools that built it.`;
  return { name, version, state: 'published already, other bytes', problem };
}
