import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Decisions, decisionsFrom } from '../flow/define-decision.ts';
import { importFolder } from './import-folder.ts';

/** Every file in a feature's folder `decisions/` is a decision; one that is not stops the start. */
export async function loadDecisions(): Promise<Decisions> {
  const features = new URL('../features/', import.meta.url);
  const found = (await readdir(features, { recursive: true, withFileTypes: true })).filter(
    (one) => one.isDirectory() && one.name === 'decisions',
  );
  const files = await Promise.all(
    found.map(({ parentPath }) => importFolder(pathToFileURL(`${join(parentPath, 'decisions')}/`))),
  );
  return decisionsFrom(files.flat());
}
