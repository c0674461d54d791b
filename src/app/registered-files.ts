import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A kind of definition that a file registers by being in a folder of this name. */
export type Registered = 'checks' | 'commands' | 'decisions' | 'jobs' | 'sources';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Only these are searched; entry points and services register nothing. */
const REGISTERING = ['commands', 'src/engine', 'src/features', 'src/outbox'];

/** The TypeScript files of all folders with this name, at any depth, as absolute paths. */
export async function registeredFiles(name: Registered): Promise<string[]> {
  const found = await Promise.all(REGISTERING.map((room) => filesIn(join(ROOT, room))));
  return found
    .flat()
    .filter(({ folder, file }) => basename(folder) === name && file.endsWith('.ts'))
    .map(({ folder, file }) => join(folder, file));
}

async function filesIn(room: string): Promise<{ folder: string; file: string }[]> {
  const entries = await readdir(room, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ folder: parentPath, file: name }));
}
