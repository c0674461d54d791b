import { readdir } from 'node:fs/promises';

/** Imports every TypeScript file of a folder, each with its name without the extension. */
export async function importFolder(folder: URL): Promise<{ name: string; exports: unknown }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    names.map(
      async (name): Promise<{ name: string; exports: unknown }> => ({
        name: name.slice(0, -'.ts'.length),
        exports: await import(new URL(name, folder).href),
      }),
    ),
  );
}
