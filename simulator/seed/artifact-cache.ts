import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Artifacts } from './packed.ts';
import { runnerTools } from './runner-path.ts';
import type { Tree } from './trees.ts';

/** Where tools store what they can make again (the convention of `node_modules/.cache`). */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/navi-simulator', import.meta.url));

const Bytes = z.string().transform((text) => Buffer.from(text, 'base64'));
const Kept = z.object({
  version: z.string(),
  loader: Bytes,
  packages: z.array(
    z.object({
      tarball: Bytes,
      integrity: z.string(),
      shasum: z.string(),
      manifest: z.looseObject({ name: z.string(), version: z.string() }),
    }),
  ),
});

/** The artifacts of a tree, made now or stored at an earlier start with the same tree and tools. */
export async function kept(tree: Tree, make: () => Promise<Artifacts>): Promise<Artifacts> {
  const file = join(FOLDER, `${await keyOf(tree)}.json`);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return Kept.parse(JSON.parse(text));
  const made = await make();
  // A folder that cannot be written costs only time.
  await keep(file, made).catch(() => undefined);
  return made;
}

async function keep(file: string, { version, loader, packages }: Artifacts): Promise<void> {
  const shown = {
    version,
    loader: loader.toString('base64'),
    packages: packages.map((one) => ({ ...one, tarball: one.tarball.toString('base64') })),
  };
  const unfinished = `${file}.${randomUUID()}`;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(unfinished, JSON.stringify(shown));
  await rename(unfinished, file);
}

/** The hash of the tree and of the tools that build it: Node, npm and esbuild, each by its file. */
async function keyOf(tree: Tree): Promise<string> {
  const hash = createHash('sha256');
  for (const tool of runnerTools()) {
    const file = await realpath(tool);
    const { size, mtimeMs } = await stat(file);
    hash.update([file, size, mtimeMs].join(delimiter));
  }
  for (const [path, bytes] of tree) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex').slice(0, 32);
}
