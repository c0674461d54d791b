import { type Decisions, decisionsFrom } from '../engine/decisions.ts';
import { REGISTERED } from '../features/registrations.ts';
import { importRegistered } from './import-registered.ts';

/** Loads every file in a folder `decisions/` as a decision; an invalid file stops the start. */
export async function loadDecisions(): Promise<Decisions> {
  return decisionsFrom(await importRegistered('decisions'), REGISTERED);
}
