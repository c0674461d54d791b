import { type Decisions, decisionsFrom } from '../flow/define-decision.ts';
import { importFolders } from './import-folder.ts';

/** Every file in a folder `decisions/` is a decision; one that is not stops the start. */
export async function loadDecisions(): Promise<Decisions> {
  return decisionsFrom(await importFolders('decisions'));
}
