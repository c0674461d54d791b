import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

/** A version of the example monorepo: every file's bytes by its path, with `/` between folders. */
export type Tree = ReadonlyMap<string, Buffer>;

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
/** Build output is not source, in case the example was built in place. */
const NOT_SOURCE = new Set(['node_modules', 'dist', 'release']);
const REMOVED = 'removed.txt';

/** The monorepo as it is in `examples/navi-monorepo`: ready for the next release. */
export function readMain(): Promise<Tree> {
  return readTree(join(EXAMPLES, 'navi-monorepo'));
}

/**
 * An earlier version: a later one with the files of `examples/history/<version>` copied over it, and without those
 * that its `removed.txt` names.
 */
export async function readBefore(version: string, later: Tree): Promise<Tree> {
  const overlay = await readTree(join(EXAMPLES, 'history', version));
  const tree = new Map([...later, ...overlay]);
  const removed = overlay.get(REMOVED)?.toString('utf8').split('\n') ?? [];
  for (const path of [REMOVED, ...removed]) tree.delete(path);
  return tree;
}

async function readTree(root: string): Promise<Tree> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep))
    .filter((parts) => !parts.some((part) => NOT_SOURCE.has(part)));
  const read = files.map(async (parts) => [parts.join('/'), await readFile(join(root, ...parts))] as const);
  return new Map((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The tree of a commit in a bare repository. */
export async function readCommitTree(repository: string, commit: string): Promise<Tree> {
  const git = (args: string[], input?: Buffer) =>
    run('git', ['--git-dir', repository, ...args], input === undefined ? {} : { input });
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', '--end-of-options', commit]);
  const paths = listed
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  const asked = Buffer.from(paths.map((path) => `${commit}:${path}\n`).join(''));
  const answer = await git(['cat-file', '--batch'], asked);
  const tree = new Map<string, Buffer>();
  let at = 0;
  for (const path of paths) {
    const end = answer.indexOf('\n', at);
    const size = Number(answer.subarray(at, end).toString('utf8').split(' ')[2]);
    tree.set(path, answer.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return tree;
}
