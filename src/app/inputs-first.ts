import type { Clock } from '../ports/clock.ts';
import type { DueJob, JobOutcome } from '../ports/tables/jobs.ts';

/**
 * What fell due while no process ran loads half of Navi's libraries, and the first click would wait for that. Milliseconds
 * of a start.
 */
const INPUTS_FIRST_MS = 1_000;

type Run = (job: DueJob) => Promise<JobOutcome>;

/** Urgent jobs (rollbacks) run at once, the others when the inputs have had this time to open, or Navi stops. */
export function inputsFirst(clock: Pick<Clock, 'wait'>, stopping: AbortSignal, run: Run): Run {
  const open = clock.wait(INPUTS_FIRST_MS, stopping);
  return async (job) => {
    if (job.priority !== 'urgent') await open;
    return run(job);
  };
}
