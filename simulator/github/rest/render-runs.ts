import { apiUrl, type GithubFacts, pageUrl } from '../github.ts';
import type { JobRecord, RunRecord } from '../records.ts';
import { shortRef } from '../runner/workflow/contexts.ts';
import { renderRepository, renderUser } from './render.ts';

/** A run as the API and the `workflow_run` event show it. */
export function renderRun(github: GithubFacts, run: RunRecord): Record<string, unknown> {
  const { commit } = run;
  const url = apiUrl(github, `/actions/runs/${run.id}`);
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: `WFR_${run.id}`,
    head_branch: shortRef(run.ref),
    head_sha: run.sha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url,
    html_url: pageUrl(github, `/actions/runs/${run.id}`),
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: renderUser(github, run.actor),
    run_attempt: run.attempt,
    run_started_at: run.startedAt,
    triggering_actor: renderUser(github, run.triggeringActor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: apiUrl(github, `/actions/workflows/${run.workflow.id}`),
    head_commit:
      commit === null
        ? null
        : {
            id: commit.sha,
            tree_id: commit.tree,
            message: commit.message,
            timestamp: commit.committer.date,
            author: { name: commit.author.name, email: commit.author.email },
            committer: { name: commit.committer.name, email: commit.committer.email },
          },
    repository: renderRepository(github),
  };
}

/** A job as the API and the `workflow_job` event show it. */
export function renderJob(github: GithubFacts, run: RunRecord, job: JobRecord): Record<string, unknown> {
  const started = job.status === 'queued' || job.conclusion === 'skipped' ? job.createdAt : job.startedAt;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: shortRef(run.ref),
    head_sha: run.sha,
    run_url: apiUrl(github, `/actions/runs/${run.id}`),
    run_attempt: job.attempt,
    node_id: `CR_${job.id}`,
    url: apiUrl(github, `/actions/jobs/${job.id}`),
    html_url: pageUrl(github, `/actions/runs/${run.id}/job/${job.id}`),
    check_run_url: apiUrl(github, `/check-runs/${job.id}`),
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: started ?? job.createdAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    labels: ['ubuntu-latest'],
    runner_id: job.startedAt === null ? null : 1,
    runner_name: job.startedAt === null ? null : 'simulated-runner',
    runner_group_id: job.startedAt === null ? null : 1,
    runner_group_name: job.startedAt === null ? null : 'GitHub Actions',
  };
}

/** A workflow as the API shows it. */
export function renderWorkflow(
  github: GithubFacts,
  workflow: RunRecord['workflow'],
): Record<string, unknown> {
  const file = workflow.path.split('/').at(-1) ?? '';
  return {
    id: workflow.id,
    node_id: `W_${workflow.id}`,
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    url: apiUrl(github, `/actions/workflows/${workflow.id}`),
    html_url: pageUrl(github, `/blob/${github.settings.defaultBranch}/${workflow.path}`),
    badge_url: pageUrl(github, `/workflows/${file}/badge.svg`),
  };
}
