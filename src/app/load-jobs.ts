import { type Jobs, jobsFrom } from '../engine/define-job.ts';
import { importRegistered } from './import-registered.ts';

/** Loads every file in a folder `jobs/` as a job; an invalid file stops the start. */
export async function loadJobs(): Promise<Jobs> {
  return jobsFrom(await importRegistered('jobs'));
}
