import { chmod, copyFile, glob, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A run's artifacts, as `actions/upload-artifact@v4` and `download-artifact@v4` see them. */
export interface Artifacts {
  /** Stores these files; returns how many. Throws when this attempt already has an artifact of that name. */
  upload(wanted: Upload): Promise<number>;
  /** Puts one artifact's files into a folder; false when there is no artifact of that name. */
  download(name: string, into: string): Promise<boolean>;
  names(): Promise<string[]>;
}

interface Upload {
  name: string;
  /** Paths and patterns, one to a line, relative to `base`; a line that begins with `!` leaves out. */
  paths: string;
  base: string;
  overwrite: boolean;
  /** Whether to include files and folders whose name begins with a dot; the action's default is no. */
  hidden: boolean;
}

const FILE_LIMIT = 10_000;

/** The artifacts of one run, stored under `folder` by attempt: a later attempt sees those of earlier ones. */
export function openArtifacts(folder: string, attempt: number): Artifacts {
  const mine = join(folder, String(attempt));
  const find = async (name: string) => {
    for (let at = attempt; at > 0; at -= 1) {
      const found = join(folder, String(at), encodeURIComponent(name));
      if (await isFolder(found)) return found;
    }
    return undefined;
  };
  return {
    upload: async ({ name, paths, base, overwrite, hidden }) => {
      const target = join(mine, encodeURIComponent(name));
      if (await isFolder(target)) {
        if (!overwrite)
          throw new Error(
            'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
          );
        await rm(target, { recursive: true });
      }
      const { files: all, root } = await search(paths, base);
      const files = all.filter((file) => hidden || !/(^|\/)\./.test(relative(root, file)));
      if (files.length > 0) await copyAll({ files, root, target });
      return files.length;
    },
    download: async (name, into) => {
      const found = await find(name);
      if (found === undefined) return false;
      await copyAll({ files: await filesUnder(found), root: found, target: into });
      return true;
    },
    names: async () => {
      const names = new Set<string>();
      for (let at = 1; at <= attempt; at += 1)
        for (const name of await readdir(join(folder, String(at))).catch(() => []))
          names.add(decodeURIComponent(name));
      return [...names].sort();
    },
  };
}

/** The files that the lines name, and the folder that all of them share. */
async function search(paths: string, base: string): Promise<{ files: string[]; root: string }> {
  const lines = paths
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const found = new Set<string>();
  const roots: string[] = [];
  for (const line of lines.filter((one) => !one.startsWith('!'))) {
    const { files, root } = await searchLine(resolve(base, line));
    for (const file of files) found.add(file);
    roots.push(root);
  }
  for (const line of lines.filter((one) => one.startsWith('!')))
    for (const file of (await searchLine(resolve(base, line.slice(1)))).files) found.delete(file);
  if (found.size > FILE_LIMIT) throw new Error(`more than ${FILE_LIMIT} files`);
  return { files: [...found], root: commonFolder(roots) };
}

async function searchLine(path: string): Promise<{ files: string[]; root: string }> {
  const wild = path.search(/[*?[]/);
  if (wild === -1) {
    if (await isFolder(path)) return { files: await filesUnder(path), root: path };
    return { files: (await isFile(path)) ? [path] : [], root: dirname(path) };
  }
  const files = new Set<string>();
  for await (const match of glob(path)) {
    if (await isFile(match)) files.add(match);
    else for (const file of await filesUnder(match)) files.add(file);
  }
  return { files: [...files], root: dirname(`${path.slice(0, wild)}x`) };
}

function commonFolder(folders: string[]): string {
  const [first = '/', ...others] = folders;
  let common = first;
  for (const other of others)
    while (other !== common && !other.startsWith(common.endsWith(sep) ? common : common + sep))
      common = dirname(common);
  return common;
}

async function copyAll({
  files,
  root,
  target,
}: {
  files: string[];
  root: string;
  target: string;
}): Promise<void> {
  for (const file of files) {
    const to = join(target, relative(root, file));
    await mkdir(dirname(to), { recursive: true });
    await copyFile(file, to);
    // An artifact is a zip without file modes: afterwards an executable file is not executable.
    await chmod(to, 0o644);
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
