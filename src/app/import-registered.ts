import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Registered, registeredFiles } from './registered-files.ts';

/** An imported file: its name without the extension, and its exports. */
export interface Imported {
  name: string;
  exports: unknown;
}

/** Imports every file that registers a definition of this kind. `npm run build` replaces this file with its answers. */
export async function importRegistered(kind: Registered): Promise<Imported[]> {
  const files = await registeredFiles(kind);
  return Promise.all(
    files.map(async (file) => ({
      name: basename(file, '.ts'),
      exports: await import(pathToFileURL(file).href),
    })),
  );
}
