import { type Source, sourcesFrom } from '../engine/define-source.ts';
import { importRegistered } from './import-registered.ts';

/** Loads every file in a folder `sources/` as a source of what is measured; an invalid file stops the start. */
export async function loadSources(): Promise<readonly Source[]> {
  return sourcesFrom(await importRegistered('sources'));
}
