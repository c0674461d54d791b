import { type Check, checksFrom } from '../engine/define-check.ts';
import { importRegistered } from './import-registered.ts';

/** Loads every file in a folder `checks/` as a check of the doctor; an invalid file stops the start. */
export async function loadChecks(): Promise<Check[]> {
  return checksFrom(await importRegistered('checks'));
}
