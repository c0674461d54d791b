import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { z } from 'zod';
import { kept } from './artifact-cache.ts';
import type { Artifacts, Packed } from './packed.ts';
import { Manifest } from './packed.ts';
import { cleanEnvironment, run } from './run.ts';
import { runnerPath } from './runner-path.ts';
import type { Tree } from './trees.ts';

const Root = z.object({ workspaces: z.array(z.string()) });
const PackResult = z.object({ name: z.string(), version: z.string(), filename: z.string() });
/** npm 10 and 11 print a list, npm 12 an object by name. */
const PackResults = z.union([
  z.array(PackResult),
  z.record(z.string(), PackResult).transform((byName) => Object.values(byName)),
]);

/**
 * Builds and packs a version of the example exactly as its workflow does. The same tree gives the same bytes with the
 * same npm, Node and esbuild; then it is built only once on this machine.
 */
export function artifactsOf(tree: Tree): Promise<Artifacts> {
  return kept(tree, () => build(tree));
}

async function build(tree: Tree): Promise<Artifacts> {
  const work = await mkdtemp(join(tmpdir(), 'navi-artifacts-'));
  try {
    const source = join(work, 'source');
    await writeTree(tree, source);
    const path = [...runnerPath(join(work, 'bin')), process.env['PATH'] ?? ''].join(delimiter);
    const npm = (args: string[]) => run('npm', args, { cwd: source, env: cleanEnvironment(path) });
    await npm(['ci', '--offline', '--no-audit', '--no-fund', '--ignore-scripts']);
    await npm(['run', 'build']);
    const packages = await packAll(source, npm);
    const folder = join(source, 'packages/navi-loader');
    const { version } = await readManifest(folder);
    return { version, loader: await readFile(join(folder, 'dist/navi-loader.js')), packages };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeTree(tree: Tree, folder: string): Promise<void> {
  for (const [path, bytes] of tree) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

async function packAll(source: string, npm: (args: string[]) => Promise<Buffer>): Promise<Packed[]> {
  const { workspaces } = Root.parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')));
  const all = await Promise.all(
    workspaces.map(async (dir) => ({ dir, manifest: await readManifest(join(source, dir)) })),
  );
  const published = all.filter(({ manifest }) => manifest.private !== true);
  const chosen = published.flatMap(({ dir }) => ['--workspace', dir]);
  const printed = await npm(['pack', '--json', '--ignore-scripts', ...chosen]);
  const files = PackResults.parse(JSON.parse(printed.toString('utf8')));
  return Promise.all(
    published.map(async ({ manifest }) => {
      const { name, version } = manifest;
      const packed = files.find((one) => one.name === name && one.version === version);
      if (packed === undefined) throw new Error(`npm pack did not pack ${name}@${version}`);
      const tarball = await readFile(join(source, packed.filename));
      return {
        tarball,
        integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
        shasum: createHash('sha1').update(tarball).digest('hex'),
        manifest,
      };
    }),
  );
}

async function readManifest(folder: string): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}
