import { type Jobs, jobsFrom } from '../flow/define-job.ts';
import { importFolders } from './import-folder.ts';

/** Every file in a folder `jobs/` is a job; one that is not stops the start. */
export async function loadJobs(): Promise<Jobs> {
  return jobsFrom(await importFolders('jobs'));
}
