import { z } from 'zod';
import { runOfClaim } from '../../../domain/claim.ts';
import { isHeldUp, type PendingDeployment, type Run, type RunJob } from '../../../domain/run.ts';
import type { Acted, Observed, StepProblem } from '../../../domain/step.ts';
import { judgeRun, type RunVerdict, type WatchedRun } from '../../../domain/watched-run.ts';
import { defineStep } from '../../../engine/define-step.ts';
import type { Scm } from '../../../ports/scm.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';
import { runMismatch } from './compare-run.ts';
import { dispatch } from './dispatch.ts';
import { openClaim } from './open-claim.ts';

/** `jobs` is the number of the run's jobs. */
const Watched = z.object({ run: z.number(), attempt: z.number(), url: z.string(), jobs: z.number() });

/** Webhooks wake the step immediately; this poll is the fallback. */
const POLL_MS = 3_000;
/** People take hours: a run that waits only for people is polled this rarely. */
const PEOPLE_POLL_MS = 60_000;
/** How many failed jobs have their errors read. */
const EXPLAINED_JOBS = 3;

/**
 * Watches the run until its end, job by job. The run is the one that bound the claim, whichever was dispatched. A
 * retry reruns the failed jobs of the same run; a run that GitHub cannot rerun is dispatched anew (`restarts`).
 */
export const watchRun = defineStep({
  kind: 'watch-run',
  /** Ids of jobs; `jobNames` has the run's display names where they differ, absent in old plans. */
  params: z.strictObject({
    expectedJobs: z.array(z.string()).readonly(),
    jobNames: z.record(z.string(), z.string().nullable()).exactOptional(),
  }),
  evidence: Watched,
  sent: z.object({ run: z.number() }),
  page: 'the run',
  title: () => 'Release workflow',
  summary: ({ run }) => `run ${run}`,
  url: ({ url }) => url,
  restarts: (trouble) => (isOver(trouble) ? [openClaim.kind, dispatch.kind] : []),
  deadline: (settings) => settings.deadlines.run,
  observe: async ({ expectedJobs, jobNames = {} }, { use: { scm }, operation, retries }) => {
    const head = await scm.claim(operation.id);
    const claimed = head === undefined ? null : runOfClaim(head.claim);
    const id = claimed ?? dispatch.evidenceIn(operation)?.run;
    if (id === undefined) return lost('the dispatched run has no known id');
    const run = await scm.run(id);
    if (run === undefined) return lost(`run ${id} is not there any more`);
    const differs = runMismatch(operation, { run, head });
    if (differs !== null) return differs;
    const jobs = await scm.jobs(id);
    const [pending, errors] = await Promise.all([
      readPending(scm, run, jobs),
      run.status === 'completed' ? readErrors(scm, jobs) : [],
    ]);
    const wanted = 1 + retries;
    const verdict = judgeRun({ run, jobs, pending, errors, expectedJobs, jobNames, wanted });
    return observedOf(verdict, { run, jobs, pending });
  },
  change: (_params, { seen }) => ({
    before: seen === undefined ? null : { run: seen.run, jobs: 'failed' },
    after: { run: seen?.run ?? null, jobs: 'run again' },
  }),
  act: async (_params, { use, seen }) => {
    if (seen === undefined) throw new Error('the dispatched run has no known id');
    return rerun(use.scm, seen.run);
  },
});

/** GitHub cannot rerun this run: its workflow is dispatched anew, and its claim opened for another run. */
function isOver({ code }: StepProblem): boolean {
  return code === 'run-never-began' || code === 'rerun-refused';
}

type Seen = Pick<WatchedRun, 'run' | 'jobs' | 'pending'>;

function observedOf(
  verdict: RunVerdict,
  { run, jobs, pending }: Seen,
): Observed<z.output<typeof Watched>, { run: number }> {
  const { url } = run;
  switch (verdict.is) {
    case 'going': {
      const { expects, person, isIdle } = verdict;
      const askAgainInMs = isIdle ? PEOPLE_POLL_MS : POLL_MS;
      const asked = person === null ? {} : { person };
      return { is: 'pending', expects, askAgainInMs, url, ...asked, ...answerOf(run, pending) };
    }
    case 'to-rerun':
      return { is: 'absent', seen: { run: run.id } };
    case 'failed':
      return {
        is: 'foreign',
        trouble: verdict.trouble,
        choices: verdict.isFinal ? ['abandon'] : ['retry', 'abandon'],
      };
    case 'passed':
      return { is: 'ours', evidence: { run: run.id, attempt: run.attempt, url, jobs: jobs.length } };
  }
}

/** Navi's App may be a protection rule that the run waits for. */
function answerOf({ id }: Run, pending: readonly PendingDeployment[]): Pick<Pending, 'asks'> {
  if (pending.length === 0) return {};
  return { asks: { kind: 'answer-deployment', subject: { kind: 'workflow-run', id: String(id) } } };
}

type Pending = Extract<Observed, { is: 'pending' }>;

function lost(detail: string): Extract<Observed, { is: 'foreign' }> {
  return { is: 'foreign', trouble: { code: 'run-lost', detail } };
}

/** A refused rerun is final: GitHub refuses runs that are too old or were rerun too often. */
async function rerun(scm: Scm, id: number): Promise<Acted<{ run: number }>> {
  try {
    const receipt = await scm.rerunFailedJobs(id);
    return { is: 'sent', evidence: { run: id }, ...receipt };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.facts.kind !== 'refused') throw error;
    const detail = `GitHub refuses to run the failed jobs of run ${id} again: ${error.facts.problem}`;
    return { is: 'refused', trouble: { code: 'rerun-refused', detail }, ...requestIdsOf(error) };
  }
}

async function readPending(scm: Scm, run: Run, jobs: readonly RunJob[]): Promise<PendingDeployment[]> {
  if (!isHeldUp(run) && !jobs.some(isHeldUp)) return [];
  return (await orNull(scm.pendingDeployments(run.id))) ?? [];
}

/** Errors only explain, so a failed read is noted and changes nothing. */
async function readErrors(scm: Scm, jobs: readonly RunJob[]): Promise<string[] | null> {
  const failed = jobs.filter((job) => job.conclusion === 'failure').slice(0, EXPLAINED_JOBS);
  const read = await Promise.all(failed.map((job) => orNull(scm.jobErrors(job.id))));
  return read.every((one) => one !== null) ? read.flat() : null;
}

async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return null;
  }
}
