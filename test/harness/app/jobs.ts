import { loadJobs } from '../../../src/app/load-jobs.ts';

/** Every job, as the bot has it done. */
export const JOBS = await loadJobs();
