import { basename } from 'node:path';
import { z } from 'zod';
import type { Conclusion, Run, RunJob, Scm } from '../../ports/scm.ts';
import type { Door } from './door.ts';
import { requireTagRef } from './exact.ts';
import { readPages } from './pages.ts';

const ACTIONS = '/repos/{owner}/{repo}/actions';

/** `queued`, `waiting`, `pending` and `requested` are all before the start (GitHub docs, "Workflow runs"). */
const Status = z.string().transform((status): Run['status'] => {
  if (status === 'completed') return 'completed';
  return status === 'in_progress' ? 'running' : 'queued';
});

const CONCLUSIONS: Readonly<Record<string, Conclusion>> = {
  success: 'success',
  failure: 'failure',
  startup_failure: 'failure',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed-out',
  neutral: 'neutral',
  action_required: 'action-required',
  stale: 'stale',
};
/** One that is not listed is no success. */
const Ended = z
  .string()
  .nullable()
  .transform((conclusion) => (conclusion === null ? null : (CONCLUSIONS[conclusion] ?? 'failure')));

const RunAnswer = z
  .object({
    id: z.number().int(),
    run_attempt: z.number().int().default(1),
    display_title: z.string().default(''),
    head_sha: z.string(),
    status: Status,
    conclusion: Ended,
    html_url: z.string(),
    created_at: z.string(),
  })
  .transform(
    (run): Run => ({
      id: run.id,
      attempt: run.run_attempt,
      title: run.display_title,
      commit: run.head_sha,
      status: run.status,
      conclusion: run.conclusion,
      url: run.html_url,
      createdAt: run.created_at,
    }),
  );
const RunsAnswer = z.object({ workflow_runs: z.array(RunAnswer) }).transform((page) => page.workflow_runs);

const JobStep = z.object({ name: z.string(), status: Status, conclusion: Ended });
const JobAnswer = JobStep.extend({ steps: z.array(JobStep).default([]) });
const JobsAnswer = z.object({ jobs: z.array(JobAnswer) }).transform((page): RunJob[] => page.jobs);

/** Newer servers answer 200 with the run when they are asked to, older ones 204 with nothing (facts/apis.md §4). */
const Dispatched = z.object({ workflow_run_id: z.number().int() });

export async function dispatch(
  door: Door,
  { workflow, ref, inputs }: Parameters<Scm['dispatch']>[0],
): ReturnType<Scm['dispatch']> {
  const { status, data } = await door.ask({
    route: `POST ${ACTIONS}/workflows/{workflow_id}/dispatches`,
    params: {
      workflow_id: basename(workflow),
      ref: requireTagRef(door, ref),
      inputs,
      return_run_details: true,
    },
    effect: 'write',
  });
  const told = status === 200 ? Dispatched.safeParse(data) : undefined;
  return told?.success ? { run: told.data.workflow_run_id } : {};
}

/** Newest first as GitHub lists them; three pages hold 300 runs. */
export async function findRuns(
  door: Door,
  { workflow, since, marker }: Parameters<Scm['findRuns']>[0],
): Promise<Run[]> {
  // Runs are dated in whole seconds, so a fraction would leave out one of the same second.
  const seconds = `${new Date(since).toISOString().slice(0, 19)}Z`;
  const runs = await readPages(door, {
    route: `GET ${ACTIONS}/workflows/{workflow_id}/runs`,
    params: { workflow_id: basename(workflow), event: 'workflow_dispatch', created: `>=${seconds}` },
    limit: 3,
    shape: RunsAnswer,
  });
  return runs.filter((run) => run.title.includes(marker));
}

export async function readRun(door: Door, id: number): Promise<Run | undefined> {
  const found = await door.find({
    route: `GET ${ACTIONS}/runs/{run_id}`,
    params: { run_id: id },
    effect: 'read',
    conditional: true,
  });
  return found === undefined ? undefined : RunAnswer.parse(found.data);
}

/** Jobs of the newest attempt; three pages hold 300 jobs. */
export function readJobs(door: Door, run: number): Promise<RunJob[]> {
  return readPages(door, {
    route: `GET ${ACTIONS}/runs/{run_id}/jobs`,
    params: { run_id: run, filter: 'latest' },
    conditional: true,
    limit: 3,
    shape: JobsAnswer,
  });
}

/** A run that has ended is GitHub's 409, a `conflict`. */
export async function cancelRun(door: Door, id: number): Promise<void> {
  await door.ask({ route: `POST ${ACTIONS}/runs/{run_id}/cancel`, params: { run_id: id }, effect: 'write' });
}

export async function rerunFailedJobs(door: Door, id: number): Promise<void> {
  await door.ask({
    route: `POST ${ACTIONS}/runs/{run_id}/rerun-failed-jobs`,
    params: { run_id: id },
    effect: 'write',
  });
}
