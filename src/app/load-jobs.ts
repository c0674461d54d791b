import { type Jobs, jobsFrom } from '../flow/define-job.ts';
import { importFolder } from './import-folder.ts';

/** Every file in `src/flow/jobs/` is a job; one that is not stops the start. */
export async function loadJobs(): Promise<Jobs> {
  return jobsFrom(await importFolder(new URL('../flow/jobs/', import.meta.url)));
}
