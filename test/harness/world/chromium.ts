import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of this machine's, or why there is none: then tests say so and are skipped. */
export type Chromium = { is: 'found'; path: string } | { is: 'missing'; why: string };

export function findChromium(env: NodeJS.ProcessEnv = process.env): Chromium {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (path !== undefined) return { is: 'found', path };
  return { is: 'missing', why: `no Chromium was found (${NAMES.join(', ')})` };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
