import { basename } from 'node:path';
import { z } from 'zod';
import type { Conclusion, Run, RunJob, RunStatus } from '../../domain/run.ts';
import type { Scm } from '../../ports/scm.ts';
import type { Door } from './door.ts';
import { readPages } from './pages.ts';

const ACTIONS = '/repos/{owner}/{repo}/actions';

const STATUSES: Readonly<Record<string, RunStatus>> = {
  requested: 'requested',
  queued: 'queued',
  pending: 'pending',
  waiting: 'waiting',
  in_progress: 'in_progress',
  completed: 'completed',
};
/** A run with an unknown status has not ended. */
const Status = z.string().transform((status): RunStatus => STATUSES[status] ?? 'queued');

const CONCLUSIONS: Readonly<Record<string, Conclusion>> = {
  success: 'success',
  failure: 'failure',
  startup_failure: 'startup_failure',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed_out',
  neutral: 'neutral',
  action_required: 'action_required',
  stale: 'stale',
};
/** An unknown conclusion is not a success. */
const Ended = z
  .string()
  .nullable()
  .transform((conclusion) => (conclusion === null ? null : (CONCLUSIONS[conclusion] ?? 'failure')));

const Login = z.object({ login: z.string() }).nullish();
const RunAnswer = z
  .object({
    id: z.number().int(),
    run_attempt: z.number().int().default(1),
    display_title: z.string().default(''),
    head_sha: z.string(),
    head_branch: z.string().nullish(),
    path: z.string().default(''),
    event: z.string().default(''),
    actor: Login,
    triggering_actor: Login,
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
      branch: run.head_branch ?? '',
      // Some servers add the ref: `.github/workflows/release.yml@main`.
      path: run.path.replace(/@.*$/, ''),
      event: run.event,
      actor: run.triggering_actor?.login ?? run.actor?.login ?? 'unknown',
      status: run.status,
      conclusion: run.conclusion,
      url: run.html_url,
      createdAt: run.created_at,
    }),
  );
const RunsAnswer = z.object({ workflow_runs: z.array(RunAnswer) }).transform((page) => page.workflow_runs);

const JobStep = z.object({ name: z.string(), status: Status, conclusion: Ended });
const JobAnswer = JobStep.extend({
  id: z.number().int(),
  html_url: z.string().nullish(),
  steps: z.array(JobStep).default([]),
}).transform(({ html_url, ...job }): RunJob => ({ ...job, url: html_url ?? '' }));
const JobsAnswer = z.object({ jobs: z.array(JobAnswer) }).transform((page): RunJob[] => page.jobs);

export async function findRuns(
  door: Door,
  { marker, ...of }: Parameters<Scm['findRuns']>[0],
): Promise<Run[]> {
  const runs = await listRuns(door, { ...of, event: 'workflow_dispatch' });
  return runs.filter((run) => run.title.includes(marker));
}

export function readRunsSince(door: Door, of: Parameters<Scm['runsSince']>[0]): Promise<Run[]> {
  return listRuns(door, of);
}

/** Newest first, as GitHub lists them; three pages hold 300 runs. */
function listRuns(
  door: Door,
  { workflow, since, ...more }: { workflow: string; since: string; event?: string },
): Promise<Run[]> {
  // Run times are whole seconds, so a fraction would exclude a run of the same second.
  const seconds = `${new Date(since).toISOString().slice(0, 19)}Z`;
  return readPages(door, {
    route: `GET ${ACTIONS}/workflows/{workflow_id}/runs`,
    params: { workflow_id: basename(workflow), ...more, created: `>=${seconds}` },
    limit: 3,
    shape: RunsAnswer,
  });
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

/** Ends a run that does not react to a cancel, such as one with `always()`. A run that has ended is a `conflict`. */
export async function forceCancelRun(door: Door, id: number): Promise<void> {
  await door.ask({
    route: `POST ${ACTIONS}/runs/{run_id}/force-cancel`,
    params: { run_id: id },
    effect: 'write',
  });
}

export async function rerunFailedJobs(door: Door, id: number): Promise<void> {
  await door.ask({
    route: `POST ${ACTIONS}/runs/{run_id}/rerun-failed-jobs`,
    params: { run_id: id },
    effect: 'write',
  });
}
