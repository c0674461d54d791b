import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** An imported file: its name without the extension, and its exports. */
interface Imported {
  name: string;
  exports: unknown;
}

const SOURCE = new URL('../', import.meta.url);
/** Only these folders register definitions; entry points and services need not be searched. */
const REGISTERING = ['engine', 'features', 'outbox'];

/** Imports every TypeScript file of a folder. */
export async function importFolder(folder: URL): Promise<Imported[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    names.map(
      async (name): Promise<Imported> => ({
        name: name.slice(0, -'.ts'.length),
        exports: await import(new URL(name, folder).href),
      }),
    ),
  );
}

/** Imports every TypeScript file of all folders with this name, at any depth. */
export async function importFolders(name: string): Promise<Imported[]> {
  const found = await Promise.all(REGISTERING.map((room) => foldersIn(new URL(`${room}/`, SOURCE), name)));
  return (await Promise.all(found.flat().map(importFolder))).flat();
}

async function foldersIn(room: URL, name: string): Promise<URL[]> {
  const entries = await readdir(room, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name === name)
    .map(({ parentPath }) => pathToFileURL(`${join(parentPath, name)}/`));
}
