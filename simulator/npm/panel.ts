import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lag } from './lag.ts';
import { Packument } from './packument.ts';

/** The page's view of the registry, read from verdaccio's storage so that it costs verdaccio nothing. */
export async function listForPanel(storage: string, lag: Lag) {
  const packages = await Promise.all((await listNames(storage)).map((name) => readOne(storage, name)));
  return packages.flatMap((packument) => {
    if (packument === undefined) return [];
    const { name, time = {} } = packument;
    const versions = Object.entries(packument.versions).map(([version, { deprecated }]) => ({
      version,
      ...(deprecated === undefined || deprecated === '' ? {} : { deprecated }),
      publishedAt: time[version],
      visible: lag.isTarballVisible(name, version),
    }));
    return [{ name, distTags: packument['dist-tags'], versions }];
  });
}

async function listNames(storage: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(storage, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    if (!entry.name.startsWith('@')) names.push(entry.name);
    else for (const bare of await readdir(join(storage, entry.name))) names.push(`${entry.name}/${bare}`);
  }
  return names.toSorted();
}

/** `undefined` while the file is being written, and for a folder that is no package. */
async function readOne(storage: string, name: string): Promise<Packument | undefined> {
  try {
    return Packument.parse(JSON.parse(await readFile(join(storage, name, 'package.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
