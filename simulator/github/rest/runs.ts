import { readFile } from 'node:fs/promises';
import type { Context } from 'hono';
import { GithubError, idParam, notFound, page, param } from '../answers.ts';
import type { Door } from '../door.ts';
import type { Github } from '../github.ts';
import type { JobRecord, RunRecord } from '../records.ts';
import { shortRef } from '../runner/workflow/contexts.ts';
import { rerun } from '../runs.ts';
import { stableId } from './render.ts';
import { renderJob, renderRun } from './render-runs.ts';
import { findWorkflow } from './workflow-files.ts';

/** Runs and their jobs: read, cancel, run again. */
export function addRuns(door: Door, github: Github): void {
  const { book } = github;
  const runOf = (c: Context) => {
    const run = book.records.runs.find((one) => one.id === idParam(c, 'run'));
    if (run === undefined) throw notFound();
    return run;
  };
  const list = (c: Context, runs: RunRecord[]) => {
    const found = runs.filter((run) => matches(c, run));
    const workflow_runs = page(c, found).map((run) => renderRun(github, run));
    return c.json({ total_count: found.length, workflow_runs });
  };

  door.repo('actions.listWorkflowRuns', 'GET', '/actions/workflows/:workflow/runs', async (c) => {
    const id = stableId(await findWorkflow(github, param(c, 'workflow')));
    return list(
      c,
      book.records.runs.filter((run) => run.workflow.id === id),
    );
  });
  door.repo('actions.listWorkflowRunsForRepo', 'GET', '/actions/runs', (c) => list(c, book.records.runs));
  door.repo('actions.getWorkflowRun', 'GET', '/actions/runs/:run', (c) =>
    c.json(renderRun(github, runOf(c))),
  );
  addJobs(door, github, runOf);
  addChanges(door, github, runOf);
}

function addJobs(door: Door, github: Github, runOf: (c: Context) => RunRecord): void {
  const { book, runner } = github;
  const jobOf = (c: Context) => {
    const id = idParam(c, 'job');
    for (const run of book.records.runs)
      for (const job of [...run.jobs, ...run.earlier])
        if (job.id === id && job.createdAt !== null) return { run, job };
    throw notFound();
  };

  door.repo('actions.listJobsForWorkflowRun', 'GET', '/actions/runs/:run/jobs', (c) => {
    const run = runOf(c);
    const jobs = listed(c.req.query('filter') === 'all' ? [...run.earlier, ...run.jobs] : run.jobs);
    return c.json({
      total_count: jobs.length,
      jobs: page(c, jobs).map((job) => renderJob(github, run, job)),
    });
  });
  door.repo('actions.getJobForWorkflowRun', 'GET', '/actions/jobs/:job', (c) => {
    const { run, job } = jobOf(c);
    return c.json(renderJob(github, run, job));
  });
  door.repo('actions.downloadJobLogsForWorkflowRun', 'GET', '/actions/jobs/:job/logs', (c) => {
    const { job } = jobOf(c);
    if (job.status !== 'completed') throw notFound();
    return c.redirect(`${github.url()}/_logs/${job.id}`, 302);
  });
  door.top('actions.logs', 'GET', '/_logs/:job', {
    access: 'none',
    handler: async (c) => c.text(await readFile(runner.logFile(jobOf(c).job), 'utf8').catch(() => '')),
  });
}

function addChanges(door: Door, github: Github, runOf: (c: Context) => RunRecord): void {
  const cancel = (how: 'cancel' | 'forceCancel') => (c: Context) => {
    const run = runOf(c);
    if (run.status === 'completed' || !github.runner[how](run))
      throw new GithubError(409, 'Cannot cancel a workflow run that is completed.');
    return c.json({}, 202);
  };
  door.repo('actions.cancelWorkflowRun', 'POST', '/actions/runs/:run/cancel', cancel('cancel'));
  door.repo(
    'actions.forceCancelWorkflowRun',
    'POST',
    '/actions/runs/:run/force-cancel',
    cancel('forceCancel'),
  );
  const again = (failedOnly: boolean) => async (c: Context, caller: { login: string }) => {
    const run = runOf(c);
    if (run.status !== 'completed') throw new GithubError(403, 'This workflow is already running');
    if (run.isFinal === true)
      throw new GithubError(
        403,
        'Unable to retry this workflow run because the workflow file may be broken.',
      );
    const failed = run.jobs.some((job) => !['success', 'skipped'].includes(job.conclusion ?? ''));
    if (failedOnly && !failed)
      throw new GithubError(403, 'This workflow run cannot be retried: it has no failed jobs');
    await rerun(github, run, { failedOnly, actor: caller.login });
    return c.json({}, 201);
  };
  door.repo('actions.reRunWorkflow', 'POST', '/actions/runs/:run/rerun', again(false));
  door.repo('actions.reRunWorkflowFailedJobs', 'POST', '/actions/runs/:run/rerun-failed-jobs', again(true));
}

/** A job that still waits for its needs is not listed yet. */
function listed(jobs: JobRecord[]): JobRecord[] {
  return jobs.filter((job) => job.createdAt !== null);
}

function matches(c: Context, run: RunRecord): boolean {
  const wants = (name: string, ...values: (string | null)[]) => {
    const asked = c.req.query(name);
    return asked === undefined || asked === '' || values.includes(asked);
  };
  return (
    wants('event', run.event) &&
    wants('head_sha', run.sha) &&
    wants('branch', shortRef(run.ref)) &&
    wants('actor', run.actor) &&
    wants('status', run.status, run.conclusion) &&
    isWithin(c.req.query('created') ?? '', run.createdAt)
  );
}

/** GitHub's search syntax for dates: `>=x`, `>x`, `<=x`, `<x`, `x..y` with `*` for an open end, or a day. */
function isWithin(asked: string, created: string): boolean {
  if (asked === '') return true;
  const at = Date.parse(created);
  const [, operator, date] = /^(>=|<=|>|<)(.+)$/.exec(asked) ?? [];
  if (operator === '>=') return at >= Date.parse(date ?? '');
  if (operator === '<=') return at <= Date.parse(date ?? '');
  if (operator === '>') return at > Date.parse(date ?? '');
  if (operator === '<') return at < Date.parse(date ?? '');
  const [from, to] = asked.split('..');
  if (to === undefined) return created.startsWith(asked.slice(0, 10));
  return (from === '*' || at >= Date.parse(from ?? '')) && (to === '*' || at <= Date.parse(to));
}
