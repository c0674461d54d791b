import type { RunJob } from '../../ports/scm.ts';
import { defineStep } from './step.ts';

/** Webhooks wake the step at once; this poll is the backstop (facts/apis.md §4 "Watching"). */
const POLL_MS = 3_000;

/**
 * The run's end, job by job: a job that the plan expects and that was skipped is a failure (DESIGN §4.6). The run is
 * the one that made the claim, whichever was dispatched. A retry reruns the failed jobs of the same run.
 */
export const watchRun = defineStep({
  kind: 'watch-run',
  needs: ['scm'],
  title: () => 'Watch the workflow run',
  deadline: (settings) => settings.deadlines.run,
  observe: async (params, { use, evidence, operation }) => {
    const id = (await use.scm.claim(operation.id))?.run ?? evidence('dispatch')?.['run'];
    if (typeof id !== 'number')
      return { is: 'foreign', trouble: { code: 'run-lost', detail: 'the dispatched run has no known id' } };
    const run = await use.scm.run(id);
    if (run === undefined)
      return { is: 'foreign', trouble: { code: 'run-lost', detail: `run ${id} is not there any more` } };
    const jobs = await use.scm.jobs(id);
    if (run.status !== 'completed')
      return { is: 'pending', expects: progressOf(jobs), askAgainInMs: POLL_MS };
    const wanted = 1 + (operation.retries['watch-run'] ?? 0);
    if (run.conclusion !== 'success' && run.attempt < wanted) return { is: 'absent', seen: { run: id } };
    const choices = ['retry', 'abandon'] as const;
    if (run.conclusion !== 'success') {
      const failed = jobs.filter((job) => job.conclusion !== 'success' && job.conclusion !== 'skipped');
      const detail = `run ${id} ended in ${run.conclusion}: ${failed.map(describe).join(', ') || 'no job says why'}`;
      return { is: 'foreign', trouble: { code: 'run-failed', detail }, choices };
    }
    const final = ['abandon'] as const;
    const skipped = params.expectedJobs.filter((name) =>
      jobs.some((job) => job.name === name && job.conclusion === 'skipped'),
    );
    if (skipped.length > 0)
      return {
        is: 'foreign',
        trouble: { code: 'job-skipped', detail: `skipped: ${skipped.join(', ')}` },
        choices: final,
      };
    const missing = params.expectedJobs.filter((name) => !jobs.some((job) => job.name === name));
    if (missing.length > 0)
      return {
        is: 'foreign',
        trouble: { code: 'job-missing', detail: `not in the run: ${missing.join(', ')}` },
        choices: final,
      };
    return { is: 'ours', evidence: { run: id, attempt: run.attempt, url: run.url, jobs: jobs.length } };
  },
  act: async (_params, { use, seen }) => {
    const { run: id } = seen;
    if (typeof id !== 'number') throw new Error('the dispatched run has no known id');
    await use.scm.rerunFailedJobs(id);
    return { is: 'sent', evidence: { run: id } };
  },
});

function progressOf(jobs: readonly RunJob[]): string {
  const running = jobs.filter((job) => job.status === 'running');
  const done = jobs.filter((job) => job.status === 'completed').length;
  const now = running.map((job) => {
    const step = job.steps.find((one) => one.status === 'running');
    return step === undefined ? job.name : `${job.name}: ${step.name}`;
  });
  return `the run; ${done} of ${jobs.length} jobs done${now.length > 0 ? `, now ${now.join(', ')}` : ''}`;
}

function describe(job: RunJob): string {
  const step = job.steps.find(
    (one) => one.conclusion !== null && one.conclusion !== 'success' && one.conclusion !== 'skipped',
  );
  return step === undefined
    ? `${job.name} ${job.conclusion}`
    : `${job.name} ${job.conclusion} at "${step.name}"`;
}
